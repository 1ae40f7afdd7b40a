package dev.caravan.demo;

import static dev.caravan.demo.Population.Kind.DIRECTORY;
import static dev.caravan.demo.Population.Kind.FILE;
import static dev.caravan.demo.Population.Kind.LINK;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A source tree with everything that users do to one, one operation at a time: the same seed and number of operations
 * give the same tree. Each operation logs its lookups just before it acts, as a client does. Nothing outside the root
 * is touched, since no link is ever followed. Single-threaded.
 *
 * <p>It is longer than other classes, since it is one table of operations of a few lines each.
 */
final class LiveTree implements Closeable {
    private static final int FIRST_DIRECTORIES = 40;
    private static final int FIRST_ENTRIES = 600;
    /** From this size on the tree only shrinks for a while. */
    private static final int MOST_ENTRIES = 3000;

    private static final int MOST_LEVELS = 7;
    private static final int SMALL_TREE_ENTRIES = 25;
    private static final int ODD_FILES_PERCENT = 25;
    private static final int ODD_DIRECTORIES_PERCENT = 15;
    private static final int LARGEST_BYTES = 1 << 20;
    private static final int[] FILE_MODES = {0644, 0640, 0600, 0755, 0664};
    private static final int[] ROOT_FILE_MODES = {0644, 0640, 0600, 0755, 0444, 0000, 04755, 02711};
    private static final int[] DIRECTORY_MODES = {0755, 0750, 0700, 01777};
    private static final int[] OWNERS = {0, 1000, 65534};

    private final Path root;
    private final List<ClientLog> logs;
    private int host;
    private final Random random;
    private final boolean privileged;
    private final Population population = new Population();
    private final OpenFiles openFiles;
    private boolean followed;

    private final List<Operation> operations = List.of(
            new Operation(18, this::create),
            new Operation(8, this::copyIn),
            new Operation(15, this::overwrite),
            new Operation(10, this::append),
            new Operation(10, this::rename),
            new Operation(9, this::replace),
            new Operation(10, this::delete),
            new Operation(4, this::link),
            new Operation(4, this::changeMode),
            new Operation(2, this::changeOwner),
            new Operation(3, this::setOldTime),
            new Operation(2, this::changeType),
            new Operation(1, this::createSlowly),
            new Operation(2, this::createTree),
            new Operation(2, this::moveDirectory),
            new Operation(1, this::deleteTree));

    /** Begins with an empty tree; the root exists. */
    LiveTree(Path root, ClientLog log, long seed) throws IOException {
        this(root, List.of(log), seed);
    }

    /** The same for hosts that take turns at the changes, each with a log of its own. */
    LiveTree(Path root, List<ClientLog> logs, long seed) throws IOException {
        this.root = root;
        this.logs = logs;
        this.random = new Random(seed);
        this.openFiles = new OpenFiles(random);
        this.privileged = ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) == 0;
    }

    /** Makes the initial tree of some 600 entries in 40 directories, without log lines. */
    void grow() throws IOException {
        followed = false;
        while (population.count(DIRECTORY) < FIRST_DIRECTORIES) {
            makeDirectory(freePath(anyDirectory(), ODD_DIRECTORIES_PERCENT));
        }
        while (population.size() < FIRST_ENTRIES) {
            int dice = random.nextInt(10);
            if (dice == 0) {
                link();
            } else if (dice < 5) {
                copyIn();
            } else {
                create();
            }
        }
        followed = true;
    }

    /** Makes one change to the tree. */
    void operate() throws IOException {
        openFiles.tick();
        host = (host + 1) % logs.size();
        if (population.size() > MOST_ENTRIES) {
            delete();
            return;
        }
        int sum = operations.stream().mapToInt(Operation::weight).sum();
        int dice = random.nextInt(sum);
        for (Operation operation : operations) {
            dice -= operation.weight();
            if (dice < 0) {
                operation.action().run();
                return;
            }
        }
    }

    /** Closes the files that are still open; the tree does not change any more. */
    @Override
    public void close() throws IOException {
        openFiles.close();
    }

    private void create() throws IOException {
        RelativePath path = freePath(anyDirectory(), ODD_FILES_PERCENT);
        lookUp(path);
        write(path, CREATE_NEW, WRITE);
        population.add(FILE, path);
    }

    /** Makes a file that stays open for some seconds, with no lookup but this one. */
    private void createSlowly() throws IOException {
        RelativePath path = freePath(anyDirectory(), ODD_FILES_PERCENT);
        lookUp(path);
        openFiles.open(at(path));
        population.add(FILE, path);
    }

    /** Makes a file as {@code cp -p} does, which sets the old time after the data. */
    private void copyIn() throws IOException {
        RelativePath path = freePath(anyDirectory(), ODD_FILES_PERCENT);
        lookUp(path);
        write(path, CREATE_NEW, WRITE);
        population.add(FILE, path);
        setMode(path, fileModes());
        setTime(path);
    }

    private void overwrite() throws IOException {
        RelativePath path = anyFile();
        lookUp(path);
        write(path, WRITE, TRUNCATE_EXISTING);
    }

    private void append() throws IOException {
        RelativePath path = anyFile();
        lookUp(path);
        write(path, WRITE, APPEND);
    }

    private void rename() throws IOException {
        RelativePath from = anyFileOrLink();
        RelativePath to = freePath(anyDirectory(), ODD_FILES_PERCENT);
        lookUp(from);
        lookUp(to);
        Files.move(at(from), at(to), ATOMIC_MOVE);
        population.move(from, to);
    }

    /** Replaces a file as an editor or rsync does: writes a new file beside it, and renames that over it. */
    private void replace() throws IOException {
        RelativePath path = anyFileOrLink();
        RelativePath temporary = freePath(path.parent(), 0);
        lookUp(temporary);
        write(temporary, CREATE_NEW, WRITE);
        population.add(FILE, temporary);
        if (random.nextBoolean()) {
            setTime(temporary);
        }
        lookUp(temporary);
        lookUp(path);
        Files.move(at(temporary), at(path), ATOMIC_MOVE);
        population.move(temporary, path);
    }

    private void delete() throws IOException {
        RelativePath path = anyFileOrLink();
        lookUp(path);
        Files.delete(at(path));
        population.remove(path);
    }

    private void link() throws IOException {
        RelativePath path = freePath(anyDirectory(), ODD_FILES_PERCENT);
        lookUp(path);
        makeLink(path);
    }

    private void changeMode() throws IOException {
        if (random.nextInt(4) == 0) {
            RelativePath directory = anyDirectory();
            lookUp(directory);
            setMode(directory, DIRECTORY_MODES);
        } else {
            RelativePath path = anyFile();
            lookUp(path);
            setMode(path, fileModes());
        }
    }

    /** Changes the owner, which only root may do. */
    private void changeOwner() throws IOException {
        RelativePath path = anyFileOrLink();
        lookUp(path);
        int owner = OWNERS[random.nextInt(OWNERS.length)];
        int group = OWNERS[random.nextInt(OWNERS.length)];
        if (privileged) {
            Files.setAttribute(at(path), "unix:uid", owner, NOFOLLOW_LINKS);
            Files.setAttribute(at(path), "unix:gid", group, NOFOLLOW_LINKS);
        }
    }

    private void setOldTime() throws IOException {
        RelativePath path = random.nextInt(4) == 0 ? anyDirectory() : anyFileOrLink();
        lookUp(path);
        setTime(path);
    }

    /** Replaces a file by a symbolic link or a directory of the same name. */
    private void changeType() throws IOException {
        RelativePath path = anyFile();
        lookUp(path);
        Files.delete(at(path));
        population.remove(path);
        lookUp(path);
        if (random.nextBoolean() || Population.depth(path) >= MOST_LEVELS) {
            makeLink(path);
        } else {
            makeDirectory(path);
            fill(path, 1 + random.nextInt(3));
        }
    }

    private void createTree() throws IOException {
        RelativePath directory = anyDirectory();
        int levels = Math.min(1 + random.nextInt(3), MOST_LEVELS - 1 - Population.depth(directory));
        for (int level = 0; level < levels; level++) {
            directory = freePath(directory, ODD_DIRECTORIES_PERCENT);
            lookUp(directory);
            makeDirectory(directory);
            fill(directory, 1 + random.nextInt(4));
        }
    }

    private void moveDirectory() throws IOException {
        Optional<RelativePath> from = population.pick(DIRECTORY, random);
        RelativePath parent = anyDirectory();
        if (from.isEmpty()
                || parent.startsWith(from.get())
                || Population.depth(parent) + population.height(from.get()) > MOST_LEVELS) {
            create();
            return;
        }
        RelativePath to = freePath(parent, ODD_DIRECTORIES_PERCENT);
        lookUp(from.get());
        lookUp(to);
        Files.move(at(from.get()), at(to), ATOMIC_MOVE);
        population.move(from.get(), to);
    }

    private void deleteTree() throws IOException {
        Optional<RelativePath> directory = population.pick(DIRECTORY, random);
        List<RelativePath> doomed = directory.map(population::deepestFirst).orElse(List.of());
        if (doomed.isEmpty() || doomed.size() > SMALL_TREE_ENTRIES) {
            delete();
            return;
        }
        for (RelativePath path : doomed) {
            lookUp(path);
            Files.delete(at(path));
        }
        population.remove(directory.get());
    }

    private void fill(RelativePath directory, int files) throws IOException {
        for (int i = 0; i < files; i++) {
            RelativePath path = freePath(directory, ODD_FILES_PERCENT);
            lookUp(path);
            write(path, CREATE_NEW, WRITE);
            population.add(FILE, path);
        }
    }

    private void makeDirectory(RelativePath path) throws IOException {
        Files.createDirectory(at(path));
        population.add(DIRECTORY, path);
    }

    private void makeLink(RelativePath path) throws IOException {
        Files.createSymbolicLink(at(path), FileNames.toPath(linkText(path)));
        population.add(LINK, path);
    }

    private String linkText(RelativePath path) {
        RelativePath other = random.nextBoolean() ? anyDirectory() : anyFileOr(RelativePath.ROOT);
        boolean plain = other.toString().equals(other.latin1());
        return switch (random.nextInt(4)) {
            case 0 -> DemoNames.next(random, ODD_FILES_PERCENT);
            case 1 -> "/nonexistent/caravan demo";
            case 2 -> path.name();
            default -> plain ? "../".repeat(Population.depth(path) - 1) + other.latin1() : "dangling";
        };
    }

    private void write(RelativePath path, OpenOption... options) throws IOException {
        byte[] data = new byte[sizeBytes()];
        random.nextBytes(data);
        Files.write(at(path), data, options);
        note("Write, length:" + data.length);
    }

    /** A file size in bytes: small most of the time, 40 kB on average. */
    private int sizeBytes() {
        int dice = random.nextInt(100);
        if (dice < 8) {
            return 0;
        }
        return random.nextInt(dice < 70 ? 8 << 10 : dice < 96 ? 128 << 10 : LARGEST_BYTES + 1);
    }

    /**
     * Sets a time from 2000 to 2019, to the nanosecond; for links to the microsecond, which is what the JDK can set.
     */
    private void setTime(RelativePath path) throws IOException {
        Instant time = Instant.ofEpochSecond(946_684_800L + random.nextInt(600_000_000), random.nextInt(1_000_000_000));
        Files.getFileAttributeView(at(path), BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .setTimes(FileTime.from(time), null, null);
        note("SetAttr, valid:0x20");
    }

    private void setMode(RelativePath path, int... modes) throws IOException {
        Files.setAttribute(at(path), "unix:mode", modes[random.nextInt(modes.length)], NOFOLLOW_LINKS);
        note("SetAttr, valid:0x1");
    }

    private int[] fileModes() {
        return privileged ? ROOT_FILE_MODES : FILE_MODES;
    }

    private RelativePath freePath(RelativePath directory, int oddPercent) {
        String name = DemoNames.next(random, oddPercent);
        RelativePath path = directory.child(name);
        for (int n = 1; population.contains(path); n++) {
            path = directory.child(DemoNames.variant(name, n));
        }
        return path;
    }

    /** A directory that may hold more entries; now and then the root. */
    private RelativePath anyDirectory() {
        RelativePath directory = population.pick(DIRECTORY, random).orElse(RelativePath.ROOT);
        return random.nextInt(30) == 0 || Population.depth(directory) >= MOST_LEVELS - 1
                ? RelativePath.ROOT
                : directory;
    }

    private RelativePath anyFile() throws IOException {
        if (population.count(FILE) == 0) {
            create();
        }
        return population.pick(FILE, random).orElseThrow();
    }

    private RelativePath anyFileOrLink() throws IOException {
        return random.nextInt(6) == 0 && population.count(LINK) > 0
                ? population.pick(LINK, random).orElseThrow()
                : anyFile();
    }

    private RelativePath anyFileOr(RelativePath other) {
        return population.pick(FILE, random).orElse(other);
    }

    private void lookUp(RelativePath path) throws IOException {
        if (followed) {
            logs.get(host).lookups(path);
        }
    }

    private void note(String message) throws IOException {
        if (followed) {
            logs.get(host).note(message);
        }
    }

    private Path at(RelativePath path) {
        return path.under(root);
    }

    private record Operation(int weight, Action action) {}

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }
}
