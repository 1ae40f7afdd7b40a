package dev.caravan.moosefs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardOpenOption.APPEND;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** People at work in a tree, the same at every run: what they do is drawn from a seed. */
final class TreeWork {
    private static final int RELIST = 50;
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-09-09T01:46:40Z"));

    /** Bytes, one to a char; no newline and no carriage return, which a log of lines cannot carry. */
    private static final List<String> ODD_NAMES = List.of(
            " leading",
            "trailing ",
            "-rf",
            "a+b%20c",
            "it's \"quoted\"",
            "$(touch pwned)",
            "`touch pwned`",
            "{{x}}",
            "${body}",
            "tab\there",
            "back\\slash",
            "semi;colon, comma: colon",
            "closing): OK (0.0,1)",
            "bytes\u00ff\u00fe\u0080",
            "utf-8 \u00c3\u00a9\u00e2\u0082\u00ac",
            "n".repeat(255),
            "*?[a]",
            "#",
            "...");

    private final Path root;
    private final Random random;
    private final List<Path> files = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();
    private int count;

    TreeWork(Path root, long seed) {
        this.root = root;
        this.random = new Random(seed);
    }

    /** Copies at most so many entries, with their times, to a new directory. */
    void copyIn(Path from, String name, int limit) throws IOException {
        Path to = Files.createDirectory(root.resolve(name));
        List<Path> entries;
        try (Stream<Path> found = Files.walk(from)) {
            entries = found.skip(1).limit(limit).toList();
        }
        for (Path entry : entries) {
            Files.copy(entry, to.resolve(from.relativize(entry).toString()), COPY_ATTRIBUTES, NOFOLLOW_LINKS);
        }
    }

    /** One entry of each odd name, as a file and as a directory with a file in it. */
    void makeOddNames(String name) throws IOException {
        Path parent = Files.createDirectory(root.resolve(name));
        for (String odd : ODD_NAMES) {
            Files.writeString(parent.resolve(FileNames.toPath(odd)), odd);
            Path directory = Files.createDirectories(parent.resolve("below").resolve(FileNames.toPath(odd)));
            Files.writeString(directory.resolve(FileNames.toPath(odd)), odd);
        }
    }

    /** So many changes, one after the other. */
    void change(int changes) throws IOException {
        for (int i = 0; i < changes; i++) {
            if (i % RELIST == 0) {
                list();
            }
            changeOne(random.nextInt(13));
        }
    }

    private void changeOne(int kind) throws IOException {
        Path file = any(files);
        Path directory = any(directories);
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS) || !Files.isDirectory(directory, NOFOLLOW_LINKS)) {
            return; // deleted or moved since it was listed
        }
        Path fresh = directory.resolve("new " + ++count);
        switch (kind) {
            case 0 -> Files.write(file, content(), APPEND);
            case 1 -> Files.write(file, content());
            case 2 -> {
                Files.write(file, content());
                Files.setLastModifiedTime(file, LONG_AGO);
            }
            case 3 -> {
                Files.write(fresh, content());
                Files.move(fresh, file, ATOMIC_MOVE);
            }
            case 4 -> Files.delete(file);
            case 5 -> Files.setAttribute(file, "unix:mode", 0100000 | random.nextInt(01000));
            case 6 -> {
                Files.setAttribute(file, "unix:uid", 1000 + random.nextInt(5));
                Files.setAttribute(file, "unix:gid", 1000 + random.nextInt(5));
            }
            case 7 -> Files.createSymbolicLink(fresh, Path.of("../" + count));
            case 8 -> {
                Path child = Files.createDirectories(fresh.resolve("a/b"));
                Files.write(child.resolve("c"), content());
            }
            case 9 -> {
                Files.delete(file);
                Files.createDirectory(file);
                Files.write(file.resolve("was a file"), content());
            }
            case 10 -> moveDirectory(directory, any(directories));
            case 11 -> deleteSmall(directory);
            default -> Files.move(file, fresh, ATOMIC_MOVE);
        }
    }

    private void moveDirectory(Path directory, Path into) throws IOException {
        if (!directory.equals(root) && !into.startsWith(directory) && Files.isDirectory(into, NOFOLLOW_LINKS)) {
            Files.move(directory, into.resolve("moved " + ++count), ATOMIC_MOVE);
        }
    }

    private void deleteSmall(Path directory) throws IOException {
        List<Path> below;
        try (Stream<Path> found = Files.walk(directory)) {
            below = found.sorted(Comparator.reverseOrder()).toList();
        }
        if (!directory.equals(root) && below.size() < 30) {
            for (Path entry : below) {
                Files.delete(entry);
            }
        }
    }

    private byte[] content() {
        return ("content " + ++count + " ").repeat(1 + random.nextInt(2000)).getBytes(ISO_8859_1);
    }

    private void list() throws IOException {
        files.clear();
        directories.clear();
        try (Stream<Path> found = Files.walk(root)) {
            found.sorted().forEach(entry -> {
                if (Files.isDirectory(entry, NOFOLLOW_LINKS)) {
                    directories.add(entry);
                } else if (Files.isRegularFile(entry, NOFOLLOW_LINKS)) {
                    files.add(entry);
                }
            });
        }
    }

    private Path any(List<Path> entries) {
        return entries.get(random.nextInt(entries.size()));
    }
}
