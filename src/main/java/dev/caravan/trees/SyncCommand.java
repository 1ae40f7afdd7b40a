package dev.caravan.trees;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Escape;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.LostWritesException;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code sync -f} on the target's file system and on all file systems mounted below it. It is a process of its
 * own, since a thread that waits in the kernel for a slow disk would keep this process from ending. Where the command
 * is missing, syncfs is called directly. Single-threaded.
 */
public final class SyncCommand implements TargetSync.Disk {
    private static final Logger LOG = LoggerFactory.getLogger(SyncCommand.class);
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;
    private static final int FIRST_OF_SIGNALS = 128;

    private final Posix posix;
    private final Path target;
    private final long device;
    private boolean hasCommand = true;

    /**
     * The disk of this target.
     *
     * @param target absolute, not a symbolic link
     * @param device the target's device number, which {@link #sync} checks
     */
    public SyncCommand(Posix posix, Path target, long device) {
        this.posix = posix;
        this.target = target;
        this.device = device;
    }

    @Override
    public void sync() throws IOException {
        List<Folder> folders = new ArrayList<>();
        try {
            Folder root = posix.open(target, RelativePath.ROOT);
            folders.add(root);
            long now = posix.look(root.self())
                    .orElseThrow(() -> new NoSuchFileException(target.toString()))
                    .device();
            if (now != device) {
                throw new IOException("target " + Escape.path(target) + ": is on device " + now + ", expected " + device
                        + " as at the start: is the file system still mounted?");
            }
            for (RelativePath mount : mountsBelow()) {
                open(mount, folders);
            }
            sync(folders);
        } finally {
            for (Folder folder : folders) {
                folder.close();
            }
        }
    }

    private void open(RelativePath mount, List<Folder> folders) throws IOException {
        try {
            folders.add(posix.open(target, mount));
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("{}: is no directory that is mounted any more", mount);
        }
    }

    private List<RelativePath> mountsBelow() throws IOException {
        try {
            return mountsBelow(FileNames.toLatin1(target), Files.readAllLines(MOUNTS, ISO_8859_1));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Parses lines of mountinfo, see proc(5), in which spaces and the like are octal escapes. */
    static List<RelativePath> mountsBelow(String root, List<String> lines) {
        String above = root.equals("/") ? root : root + "/";
        List<RelativePath> mounts = new ArrayList<>();
        for (String line : lines) {
            String point = plain(line.split(" ", -1)[MOUNT_POINT]);
            if (point.startsWith(above) && point.length() > above.length()) {
                mounts.add(new RelativePath(point.substring(above.length())));
            }
        }
        return mounts;
    }

    private static String plain(String escaped) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char each = escaped.charAt(i);
            if (each == '\\' && i + 3 < escaped.length()) {
                plain.append((char) Integer.parseInt(escaped, i + 1, i + 4, 8));
                i += 3;
            } else {
                plain.append(each);
            }
        }
        return plain.toString();
    }

    private void sync(List<Folder> folders) throws IOException {
        if (hasCommand) {
            try {
                run(folders);
                return;
            } catch (NoCommandException e) {
                hasCommand = false;
                LOG.warn(
                        "the command sync cannot be started: a stop may have to wait for the target's disk: {}",
                        e.getMessage());
            }
        }
        for (Folder folder : folders) {
            posix.syncFileSystem(folder.self());
        }
    }

    private static final class NoCommandException extends IOException {
        private static final long serialVersionUID = 1;

        NoCommandException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static void run(List<Folder> folders) throws IOException {
        List<String> command = new ArrayList<>(List.of("sync", "-f"));
        String ours = "/proc/" + ProcessHandle.current().pid() + "/";
        for (Folder folder : folders) {
            command.add(folder.self().toString().replaceFirst("^/proc/self/", ours));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // So that the message in English tells lost writes from a sync that was never tried.
        builder.environment().put("LC_ALL", "C");
        Process process = start(builder);
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1).strip();
        int status = status(process);
        if (status != 0) {
            String what = "sync -f ended with " + status + ": " + Escape.latin1(said);
            throw status < FIRST_OF_SIGNALS && said.contains("error syncing")
                    ? new LostWritesException(what)
                    : new IOException(what);
        }
    }

    private static Process start(ProcessBuilder builder) throws NoCommandException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new NoCommandException(e);
        }
    }

    private static int status(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while it waited for sync", e);
        }
    }
}
