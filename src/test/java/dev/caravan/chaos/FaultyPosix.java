package dev.caravan.chaos;

import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Faults;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Interception;
import dev.caravan.posix.Interception.Call;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * File systems that fail now and then with EIO, half of the time when it is done all the same; and a source whose client tells of
 * each lookup of a name, whoever asks.
 */
public final class FaultyPosix {
    private static final String OPEN = "/proc/self/fd/";

    private final Path source;
    private final Lookups lookups;
    private final RandomFaults faults;

    /** The source's directories that are open, by their place in /proc. */
    private final Map<String, Long> inodes = new ConcurrentHashMap<>();

    /** For this source, an absolute path without links. */
    public FaultyPosix(Path source, Lookups lookups, RandomFaults faults) {
        this.source = source;
        this.lookups = lookups;
        this.faults = faults;
    }

    public Posix around(Posix posix) {
        return Interception.around(posix, this::call);
    }

    private Object call(Call call) throws Throwable {
        if (!call.isOfFileSystem()) {
            return call.proceed();
        }
        if (call.on() instanceof Folder folder && call.name().equals("close")) {
            inodes.remove(place(folder.self()));
            return call.proceed();
        }
        tell(call);
        boolean fails = faults.draw();
        if (fails && !(faults.isDone() && isWrite(call))) {
            throw Faults.error(Errno.EIO);
        }
        Object result = call.proceed();
        if (fails) {
            throw Faults.error(Errno.EIO);
        }
        if (result instanceof Folder folder && isOfSource(call)) {
            inodes.put(place(folder.self()), (Long) Files.getAttribute(folder.self(), "unix:ino"));
        }
        return result;
    }

    /** What returns nothing, and so has nothing that would be left open. */
    private static boolean isWrite(Call call) {
        return call.method().getReturnType() == void.class && !call.name().equals("close");
    }

    private boolean isOfSource(Call call) {
        return call.on() instanceof Folder above
                ? inodes.containsKey(place(above.self()))
                : call.arguments().get(0).equals(source);
    }

    private void tell(Call call) throws IOException {
        if (call.on() instanceof Folder above && call.name().equals("open")) {
            tellIn(place(above.self()), (String) call.arguments().get(0));
        } else if (call.on() instanceof Posix) {
            switch (call.name()) {
                case "open" ->
                    tell(((RelativePath) call.arguments().get(1))
                            .under((Path) call.arguments().get(0)));
                case "look", "openForReading" -> tell((Path) call.arguments().get(0));
                default -> {
                    // The kernel knows the name by now.
                }
            }
        }
    }

    private void tell(Path path) {
        String latin1 = FileNames.toLatin1(path);
        if (path.startsWith(source)) {
            lookups.path(path);
        } else if (latin1.startsWith(OPEN) && !latin1.endsWith("/.")) {
            String name = latin1.substring(latin1.lastIndexOf('/') + 1);
            tellIn(place(path), name);
        }
    }

    private void tellIn(String place, String name) {
        Long inode = inodes.get(place);
        if (inode != null) {
            lookups.name(inode, name);
        }
    }

    /** Of an open folder: its own path, or that of an entry in it. */
    private static String place(Path path) {
        String latin1 = FileNames.toLatin1(path);
        return latin1.substring(0, latin1.indexOf('/', OPEN.length()));
    }
}
