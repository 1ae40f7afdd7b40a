package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;

/** Makes a tree with an entry of every type, of every attribute, and of every kind of name. */
public final class Menagerie {
    /** In the root. A socket without its process is of no use, so Caravan leaves it out, and comparisons have to. */
    public static final String SOCKET = "socket";

    /** In the root, where {@link #addHugeFile} was called. */
    public static final String HUGE = "huge";

    private static final int MIB = 1 << 20;
    private static final long GIB = 1L << 30;

    /** Bytes, one to a char. */
    private static final List<String> NAMES = List.of(
            "two words",
            " space first",
            "space last ",
            "two\nlines",
            "newline last\n",
            "tab\there",
            "return\rinside",
            "it's",
            "say \"hi\"",
            "$(touch PWNED)",
            "`touch PWNED`",
            "${body}",
            "{{x}}",
            "*?[a]",
            "a=b",
            "back\\slash\\n",
            "-rf",
            "--delete",
            "...",
            ".hidden",
            ".caravan.x.tmp",
            ".caravan",
            "\u0001\u001b[31m\u007f",
            "gr\u00c3\u00bcn",
            "caf\u00e9",
            "\u00ff\u00fe\u0080\u00c0",
            "x".repeat(255),
            "\u00e9".repeat(255));

    /** Bytes, one to a char. */
    private static final List<String> LINK_TEXTS = List.of(
            "nowhere",
            "/no/where/absolute",
            "../sizes/one",
            "../sizes",
            "../sizes/",
            "..//sizes/../sizes/./one",
            "/",
            "self-7",
            "two\nlines and a space ",
            "$(touch PWNED)",
            "-rf",
            "\u00ff\u00fe caf\u00e9",
            "long/".repeat(819));

    private final Path root;
    private final Random random = new Random(1);
    private int files;

    public Menagerie(Path root) {
        this.root = root;
    }

    /** Makes all of it, but the huge file. */
    public void populate() throws IOException, InterruptedException {
        sizes();
        holes();
        names();
        directories();
        links();
        hardLinks();
        specials();
        new Adornments(root).add();
    }

    /** More than 4 GiB, of which 4 MiB are data: at the start, after 2 GiB, after 4 GiB, and at the very end. */
    public void addHugeFile() throws IOException, InterruptedException {
        sparse(HUGE, 5 * GIB + MIB + 1, List.of(0L, 2 * GIB + MIB, 4 * GIB + 4096, 5 * GIB + 1));
    }

    private void sizes() throws IOException {
        Path sizes = Files.createDirectory(root.resolve("sizes"));
        Files.createFile(sizes.resolve("empty"));
        Files.write(sizes.resolve("one"), bytes(1));
        Files.write(sizes.resolve("page"), bytes(4096));
        Files.write(sizes.resolve("64k and one"), bytes(65537));
        Files.write(sizes.resolve("1M and one"), bytes(MIB + 1));
    }

    private void holes() throws IOException, InterruptedException {
        Files.createDirectory(root.resolve("holes"));
        sparse("holes/first", 9L * MIB, List.of(8L * MIB));
        sparse("holes/last", 9L * MIB, List.of(0L));
        sparse("holes/middle", 9L * MIB, List.of(0L, 8L * MIB));
        sparse("holes/between", 33L * MIB, List.of(4L * MIB + 4096, 16L * MIB + 1234, 20L * MIB));
        sparse("holes/nothing else", 3L * MIB + 5, List.of());
    }

    /** A mebibyte at each of these offsets. */
    private void sparse(String name, long size, List<Long> offsets) throws IOException, InterruptedException {
        try (FileChannel file =
                FileChannel.open(root.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long offset : offsets) {
                file.write(ByteBuffer.wrap(bytes(MIB)), offset);
            }
        }
        // The JVM cannot make a file longer without writing.
        Tools.run("truncate", "-s", size, root.resolve(name));
    }

    private void names() throws IOException {
        Path names = Files.createDirectory(root.resolve("names"));
        Path folders = Files.createDirectory(root.resolve("folders of these names"));
        for (String name : NAMES) {
            file(names.resolve(FileNames.toPath(name)));
            file(Files.createDirectory(folders.resolve(FileNames.toPath(name))).resolve("inside"));
            if (!name.equals(".caravan")) {
                // That one is Caravan's own in the root, and only there.
                file(root.resolve(FileNames.toPath(name)));
            }
        }
    }

    private void directories() throws IOException {
        Files.createDirectories(root.resolve("rooms/empty"));
        for (int i = 0; i < 12; i++) {
            Path room = Files.createDirectories(root.resolve("rooms/room " + i + "/box"));
            for (int j = 0; j < 4; j++) {
                file(room.resolve("thing " + j));
                file(room.resolveSibling("thing " + j));
            }
        }
        Path deep = root;
        for (int i = 0; i < 28; i++) {
            deep = Files.createDirectory(deep.resolve(i + "-" + "deep".repeat(25)));
            file(deep.resolve("file"));
        }
    }

    private void links() throws IOException, InterruptedException {
        Path links = Files.createDirectory(root.resolve("links"));
        for (int i = 0; i < LINK_TEXTS.size(); i++) {
            // The JVM would take away double and last slashes.
            Tools.run("ln", "-s", "--", LINK_TEXTS.get(i), links.resolve("self-" + i));
        }
        Files.createSymbolicLink(links.resolve(FileNames.toPath("odd \n\u00ff")), Path.of("self-0"));
    }

    private void hardLinks() throws IOException, InterruptedException {
        Path first = Files.createDirectory(root.resolve("joined a"));
        Path second = Files.createDirectory(root.resolve("joined b"));
        hardLink(first.resolve("early"), second.resolve("late"));
        hardLink(second.resolve("made first"), first.resolve("before it"));
        hardLink(second.resolve("same place"), second.resolve("a third"));
        hardLink(second.resolve("m of three"), first.resolve("a of three"));
        Files.createLink(root.resolve("z of three"), second.resolve("m of three"));
        hardLink(first.resolve(FileNames.toPath("\u00ff odd")), second.resolve("two\nlines"));
        Files.createLink(second.resolve("empty"), Files.createFile(first.resolve("empty")));
        // Equal in everything, and yet two files.
        file(first.resolve("alike"));
        Tools.run("cp", "-p", first.resolve("alike"), second.resolve("alike"));
        Files.createLink(second.resolve("link"), Files.createSymbolicLink(first.resolve("link"), Path.of("not there")));
        Tools.run("mkfifo", first.resolve("fifo"));
        Files.createLink(second.resolve("fifo"), first.resolve("fifo"));
    }

    private void hardLink(Path file, Path name) throws IOException {
        file(file);
        Files.createLink(name, file);
    }

    private void specials() throws IOException, InterruptedException {
        Path specials = Files.createDirectory(root.resolve("specials"));
        Tools.run("mkfifo", specials.resolve("fifo"));
        Tools.run("mkfifo", "-m", "600", specials.resolve(FileNames.toPath("odd fifo \n\u00ff")));
        Tools.run("mknod", specials.resolve("null"), "c", "1", "3");
        Tools.run("mknod", specials.resolve("large numbers"), "c", "4000", "70000");
        Tools.run("mknod", specials.resolve("loop"), "b", "7", "0");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve(SOCKET)));
        }
    }

    /** No two of them have the same size, so that no two are alike by size and time. */
    private void file(Path file) throws IOException {
        files++;
        byte[] content = new byte[100 + 7 * files];
        random.nextBytes(content);
        byte[] name = FileNames.toLatin1(file.getFileName()).getBytes(ISO_8859_1);
        System.arraycopy(name, 0, content, 0, Math.min(name.length, content.length));
        Files.write(file, content);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
