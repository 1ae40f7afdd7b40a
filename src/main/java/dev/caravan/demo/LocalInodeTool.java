package dev.caravan.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The demo's inode tool, a process of its own: for {@code lookup 0x1f} on standard input it prints one line whose sixth
 * field is the directory's path, such as {@code /disk/a/b/}; for an inode that is no directory the line ends in {@code
 * not found}. It ends with its input. Single-threaded.
 */
public final class LocalInodeTool {
    private static final Pattern QUESTION = Pattern.compile("lookup 0x([0-9a-fA-F]{1,16})");
    private static final String SERVER_ROOT = "/disk/";
    /** A directory that moves during the walk may be missed at both places, but hardly twice. */
    private static final int MOST_WALKS = 2;

    private final Path root;
    private final Map<Long, Path> directories = new HashMap<>();

    /** Creates the tool for a root without symbolic links in its path. */
    LocalInodeTool(Path root) {
        this.root = root;
    }

    /**
     * Answers questions until the end of input.
     *
     * @param arguments the root, as a path or a {@code file:} URI
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("inode tool: 1 argument expected, the root; found " + arguments.length);
            System.exit(2);
        }
        Path root = arguments[0].startsWith("file:") ? Path.of(URI.create(arguments[0])) : Path.of(arguments[0]);
        LocalInodeTool tool = new LocalInodeTool(root.toRealPath());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, ISO_8859_1));
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            for (List<String> questions = next(in); !questions.isEmpty(); questions = next(in)) {
                String answers = String.join("\n", tool.answers(questions)) + "\n";
                out.write(answers.getBytes(ISO_8859_1));
            }
        }
    }

    /** Returns all questions that are waiting, at least one; none at the end of input. */
    private static List<String> next(BufferedReader in) throws IOException {
        List<String> questions = new ArrayList<>();
        String line = in.readLine();
        while (line != null) {
            questions.add(line);
            line = in.ready() ? in.readLine() : null;
        }
        return questions;
    }

    /**
     * The command that starts this tool with this process's JVM and classes, from the jar or a folder of classes. The
     * root is given as a URI, which is plain ASCII without spaces.
     */
    public static List<String> command(Path root) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                classes().toString(),
                LocalInodeTool.class.getName(),
                root.toAbsolutePath().toUri().toASCIIString());
    }

    private static Path classes() {
        try {
            return Path.of(LocalInodeTool.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("inode tool: its own jar or folder of classes is not known", e);
        }
    }

    /**
     * Returns one line for each question, without a newline, one char for each byte. Unknown inodes are searched
     * for in one walk.
     */
    List<String> answers(List<String> questions) throws IOException {
        List<Long> inodes = new ArrayList<>();
        for (String question : questions) {
            Matcher matcher = QUESTION.matcher(question);
            inodes.add(matcher.matches() ? Long.parseUnsignedLong(matcher.group(1), 16) : null);
        }
        for (int walks = 0; walks < MOST_WALKS && !areKnown(inodes); walks++) {
            walk();
        }
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            answers.add(inodes.get(i) == null ? "expected: lookup 0xINODE" : answer(questions.get(i), inodes.get(i)));
        }
        return answers;
    }

    private boolean areKnown(List<Long> inodes) {
        return inodes.stream().allMatch(inode -> inode == null || isAt(directories.get(inode), inode));
    }

    /** The answer; a path with a newline cannot be told in one line, and counts as not found. */
    private String answer(String question, long inode) {
        Path path = directories.get(inode);
        String told = isAt(path, inode) ? inServersTerms(path) : "\n";
        return question + (told.indexOf('\n') < 0 ? ": directory at path " + told : ": not found");
    }

    /** True where the path itself is this directory, and does not lead to it through a link. */
    private static boolean isAt(Path path, long inode) {
        try {
            Optional<Entry> found = path == null ? Optional.empty() : Lstat.read(path);
            return found.isPresent()
                    && found.get().isDirectory()
                    && found.get().inode() == inode
                    && path.toRealPath().equals(path);
        } catch (IOException e) {
            return false;
        }
    }

    private void walk() throws IOException {
        directories.clear();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Optional<Entry> found = Lstat.read(directory);
                found.ifPresent(entry -> directories.put(entry.inode(), directory));
                return found.isPresent() ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private String inServersTerms(Path directory) {
        if (directory.equals(root)) {
            return SERVER_ROOT;
        }
        RelativePath below = new RelativePath(FileNames.toLatin1(root.relativize(directory)));
        return SERVER_ROOT + below.latin1() + "/";
    }
}
