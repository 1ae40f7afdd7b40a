package dev.caravan.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entries of all modes, owners, extended attributes, ACLs and times, set as an administrator sets them. */
public final class Adornments {
    private static final Logger LOG = LoggerFactory.getLogger(Adornments.class);

    /** CAP_NET_RAW, effective and permitted. */
    private static final String CAPABILITY = "0x0100000200200000000000000000000000000000";

    private final Path root;
    private final List<String> namespaces;

    public Adornments(Path root) throws IOException {
        this.root = root;
        namespaces = namespaces(root);
    }

    /** The namespaces of extended attributes that can be tested here; the others are named in the log. */
    public static List<String> namespaces(Path folder) throws IOException {
        try {
            Files.setAttribute(folder, "user:probe", ByteBuffer.wrap(new byte[] {1}));
        } catch (FileSystemException e) {
            LOG.warn(
                    "no user.* attributes are tested on {}, tmpfs has them since Linux 6.6: {}", folder, e.getReason());
            return List.of("trusted");
        }
        return List.of("user", "trusted");
    }

    /** Times come last, since all else sets them. */
    public void add() throws IOException, InterruptedException {
        modes();
        owners();
        extendedAttributes();
        accessLists();
        times();
    }

    private void modes() throws IOException {
        Path modes = Files.createDirectory(root.resolve("modes"));
        for (int mode : new int[] {0, 0400, 0644, 0777, 01644, 02755, 02644, 04755, 04611, 06711, 07777}) {
            Path file = modes.resolve("file " + Integer.toOctalString(mode));
            Files.writeString(file, "mode " + mode);
            Files.setAttribute(file, "unix:mode", mode);
            Path directory = Files.createDirectory(modes.resolve("folder " + Integer.toOctalString(mode)));
            Files.writeString(directory.resolve("inside"), "below mode " + mode);
            Files.setAttribute(directory, "unix:mode", mode);
        }
    }

    private void owners() throws IOException, InterruptedException {
        Path owners = Files.createDirectory(root.resolve("owners"));
        Path setUid = Files.writeString(owners.resolve("file"), "somebody's");
        Files.createDirectory(owners.resolve("folder"));
        Tools.run("ln", "-s", "file", owners.resolve("link"));
        Tools.run("ln", "-s", "nowhere", owners.resolve("dangling"));
        Tools.run("mkfifo", owners.resolve("fifo"));
        Tools.run("mknod", owners.resolve("device"), "c", "1", "5");
        for (String name : List.of("file", "folder", "link", "dangling", "fifo", "device")) {
            Tools.run("chown", "-h", "1234:5678", owners.resolve(name));
        }
        Path large = Files.writeString(owners.resolve("large numbers"), "nobody's");
        Tools.run("chown", "4000000000:4100000000", large);
        // A change of owner would take the bits away.
        Files.setAttribute(setUid, "unix:mode", 06755);
    }

    private void extendedAttributes() throws IOException, InterruptedException {
        Path folder = Files.createDirectory(root.resolve("attributes"));
        Path file = Files.writeString(folder.resolve("file"), "with attributes");
        Path link = folder.resolve("link");
        Tools.run("ln", "-s", "file", link);
        Tools.run("mkfifo", folder.resolve("fifo"));
        Tools.run("mknod", folder.resolve("device"), "b", "7", "1");
        for (Path entry : List.of(file, folder, link, folder.resolve("fifo"), folder.resolve("device"))) {
            set(entry, "trusted.caravan", "of an administrator");
        }
        for (String namespace : namespaces) {
            set(file, namespace + ".empty", "0x");
            set(file, namespace + ".bytes", "0x00ff0a0d2700");
            set(file, namespace + ".two words", "x");
            set(file, namespace + ".gr\u00c3\u00bcn \u00ff", "x");
            set(file, namespace + ".long", "0x" + "e9".repeat(1000));
            set(folder, namespace + ".of a folder", "x");
        }
        // Who may not write the file may not write its attributes either, but root.
        Path locked = Files.writeString(folder.resolve("locked"), "mode 0000");
        set(locked, namespaces.get(0) + ".x", "y");
        Files.setAttribute(locked, "unix:mode", 0);
        Path capable = Files.writeString(folder.resolve("capable"), "#!/bin/true");
        Tools.run("chown", "1234:5678", capable);
        Files.setAttribute(capable, "unix:mode", 04755);
        set(capable, "security.capability", CAPABILITY);
        Files.createLink(folder.resolve("capable too"), capable);
    }

    private static void set(Path path, String name, String value) throws IOException, InterruptedException {
        Tools.run("setfattr", "-h", "-n", name, "-v", value, path);
    }

    private void accessLists() throws IOException, InterruptedException {
        Path folder = Files.createDirectory(root.resolve("access"));
        Path file = Files.writeString(folder.resolve("file"), "for user 77");
        Tools.run("setfacl", "-m", "u:77:rw,g:78:r,g:79:-", file);
        Path masked = Files.writeString(folder.resolve("masked"), "for nobody");
        Tools.run("setfacl", "-n", "-m", "u:77:rwx,m::---", masked);
        Files.writeString(folder.resolve("made before"), "without what would be inherited");
        Files.createDirectory(folder.resolve("folder made before"));
        Tools.run("mkfifo", folder.resolve("fifo"));
        Tools.run("setfacl", "-m", "u:77:r", folder.resolve("fifo"));
        Tools.run("setfacl", "-m", "u:77:rx", "-d", "-m", "u:80:rwx,g:81:r", folder);
        Files.writeString(folder.resolve("made after"), "with what is inherited");
        Files.createDirectory(folder.resolve("folder made after"));
        Path onlyDefault = Files.createDirectory(folder.resolve("only default"));
        Tools.run("setfacl", "-b", onlyDefault);
        Tools.run("setfacl", "-d", "-m", "u:82:x", onlyDefault);
        Path both = Files.writeString(folder.resolve("set-gid and more"), "all of it");
        Tools.run("chown", "1234:5678", both);
        Files.setAttribute(both, "unix:mode", 02770);
        Tools.run("setfacl", "-m", "u:77:rx", both);
        set(both, "trusted.x", "y");
    }

    private void times() throws IOException, InterruptedException {
        Path times = Files.createDirectory(root.resolve("times"));
        // Before 1970 whole seconds: the JVM cannot set a fraction there.
        for (String time :
                List.of("0", "-86400", "1000000000.123456789", "2208988800", "2208988800.999999999", "1.000000001")) {
            Path file = Files.writeString(times.resolve("file " + time), "of " + time);
            Path directory = Files.createDirectory(times.resolve("folder " + time));
            Files.writeString(directory.resolve("inside"), "in a folder of " + time);
            Path link = times.resolve("link " + time);
            Tools.run("ln", "-s", "nowhere", link);
            Path fifo = times.resolve("fifo " + time);
            Tools.run("mkfifo", fifo);
            Tools.run("touch", "-h", "-d", "@" + time, file, directory, link, fifo);
        }
        Tools.run("touch", "-d", "@1000000001.987654321", times, root.resolve("rooms/empty"), root);
    }
}
