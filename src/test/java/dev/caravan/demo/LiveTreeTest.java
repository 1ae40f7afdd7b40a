package dev.caravan.demo;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTreeTest {
    @TempDir
    Path folder;

    @Test
    void beginsWithSomeSixHundredEntriesInFortyDirectoriesAndNoLog() throws IOException {
        Path root = Files.createDirectory(folder.resolve("source"));
        try (ClientLog log = log(root);
                LiveTree tree = new LiveTree(root, log, 1)) {
            tree.grow();
        }

        Map<RelativePath, Entry> found = snapshot(root);
        assertThat(found.values()).filteredOn(Entry::isDirectory).hasSize(41);
        assertThat(found).hasSize(601);
        assertThat(folder.resolve("Client.log")).isEmptyFile();
    }

    @Test
    void makesTheSameTreeOfTheSameSeed() throws IOException {
        Path first = grown("first", 5);
        Path second = grown("second", 5);
        Path other = grown("other", 6);

        assertThat(content(second)).isEqualTo(content(first));
        assertThat(content(other)).isNotEqualTo(content(first));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void logsALookupForEveryChange(long seed) throws IOException {
        Path root = Files.createDirectory(folder.resolve("source"));
        try (ClientLog log = log(root);
                LiveTree tree = new LiveTree(root, log, seed)) {
            tree.grow();
            Map<RelativePath, Entry> before = snapshot(root);
            for (int i = 0; i < 1000; i++) {
                tree.operate();
            }
            Map<RelativePath, Entry> after = snapshot(root);
            Set<String> lookups = new HashSet<>(ClientLogTest.lookups(folder.resolve("Client.log")));

            Set<RelativePath> changed = new HashSet<>(before.keySet());
            changed.addAll(after.keySet());
            changed.removeIf(path -> path.isRoot() || isSame(before.get(path), after.get(path)));

            assertThat(changed)
                    .hasSizeGreaterThan(500)
                    .allSatisfy(path -> assertThat(isTold(path, before, after, lookups))
                            .as("told of %s", path)
                            .isTrue());
        }
    }

    @Test
    void doesEverythingThatUsersDo() throws IOException {
        Path root = grown("source", 7);

        Map<RelativePath, Entry> found = snapshot(root);
        Set<String> names = new HashSet<>();
        found.keySet().forEach(path -> names.add(path.name()));
        assertThat(names).containsAll(DemoNames.ODD);
        assertThat(found.values()).anyMatch(entry -> entry.size() == 0 && entry.type() == Entry.Type.FILE);
        assertThat(found.values()).anyMatch(entry -> entry.size() > 256 << 10);
        assertThat(found.values()).allMatch(entry -> entry.isDirectory() || entry.size() < 8 << 20);
        assertThat(found.values())
                .anyMatch(entry ->
                        entry.type() == Entry.Type.LINK && entry.linkText().startsWith("../"))
                .anyMatch(entry ->
                        entry.type() == Entry.Type.LINK && entry.linkText().startsWith("/nonexistent"));
        for (Entry.Type type : new Entry.Type[] {Entry.Type.FILE, Entry.Type.DIRECTORY, Entry.Type.LINK}) {
            assertThat(found.values())
                    .anyMatch(entry -> entry.type() == type && entry.modified().getEpochSecond() < 1_600_000_000);
        }
    }

    @Test
    void leavesAloneWhatLiesOutsideOfItsRoot() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("a/outside"));
        Path file = Files.writeString(outside.resolve("file"), "untouched");
        Path root = Files.createDirectory(folder.resolve("a/source"));
        Map<RelativePath, Entry> before = snapshot(outside);
        try (ClientLog log = log(root);
                LiveTree tree = new LiveTree(root, log, 8)) {
            tree.grow();
            for (int i = 0; i < 2000; i++) {
                tree.operate();
            }
        }

        assertThat(snapshot(outside))
                .hasSameSizeAs(before)
                .allSatisfy((path, now) ->
                        assertThat(now.isUnchangedSince(before.get(path))).isTrue());
        assertThat(file).hasContent("untouched");
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder.resolve("a"))) {
            assertThat(listing).containsExactlyInAnyOrder(outside, root);
        }
    }

    private Path grown(String name, long seed) throws IOException {
        Path root = Files.createDirectory(folder.resolve(name));
        try (ClientLog log = new ClientLog(folder.resolve(name + ".log"), root, Clock.systemUTC(), 1 << 20);
                LiveTree tree = new LiveTree(root, log, seed)) {
            tree.grow();
            for (int i = 0; i < 1500; i++) {
                tree.operate();
            }
        }
        return root;
    }

    private ClientLog log(Path root) throws IOException {
        return new ClientLog(folder.resolve("Client.log"), root, Clock.systemUTC(), 256 << 10);
    }

    /** By a lookup of it in a directory that is the same one as before, or else by what the directory itself is told of. */
    private static boolean isTold(
            RelativePath path, Map<RelativePath, Entry> before, Map<RelativePath, Entry> after, Set<String> lookups) {
        if (path.isRoot()) {
            return false;
        }
        Entry parentBefore = before.get(path.parent());
        Entry parentAfter = after.get(path.parent());
        boolean named = isNamed(parentBefore, path, lookups) || isNamed(parentAfter, path, lookups);
        boolean sameParent = parentBefore != null && parentAfter != null && parentBefore.inode() == parentAfter.inode();
        return named || (!sameParent && isTold(path.parent(), before, after, lookups));
    }

    private static boolean isNamed(Entry parent, RelativePath path, Set<String> lookups) {
        return parent != null && lookups.contains(Long.toHexString(parent.inode()) + " " + path.name());
    }

    private static boolean isSame(Entry before, Entry after) {
        return before != null && after != null && before.isUnchangedSince(after);
    }

    private static Map<RelativePath, Entry> snapshot(Path root) throws IOException {
        Map<RelativePath, Entry> found = new HashMap<>();
        snapshot(root, RelativePath.ROOT, found);
        return found;
    }

    private static void snapshot(Path root, RelativePath path, Map<RelativePath, Entry> found) throws IOException {
        Entry entry = Lstat.read(path.under(root)).orElseThrow();
        found.put(path, entry);
        if (entry.isDirectory()) {
            try (DirectoryStream<Path> listing = Files.newDirectoryStream(path.under(root))) {
                for (Path listed : listing) {
                    snapshot(root, path.child(listed), found);
                }
            }
        }
    }

    private static Map<RelativePath, String> content(Path root) throws IOException {
        Map<RelativePath, String> content = new TreeMap<>();
        for (Map.Entry<RelativePath, Entry> each : snapshot(root).entrySet()) {
            Entry entry = each.getValue();
            boolean old = entry.modified().getEpochSecond() < 1_600_000_000;
            Path path = each.getKey().under(root);
            Object mode = Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS);
            int hash = entry.type() == Entry.Type.FILE ? Arrays.hashCode(Files.readAllBytes(path)) : 0;
            content.put(
                    each.getKey(),
                    mode + " " + entry.uid() + ":" + entry.gid() + " " + hash + " " + entry.linkText() + " "
                            + (old ? entry.modified() : "now"));
        }
        return content;
    }
}
