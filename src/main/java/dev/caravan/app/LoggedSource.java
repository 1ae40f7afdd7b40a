package dev.caravan.app;

import dev.caravan.change.Look;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Posix;
import dev.caravan.settle.LoggedMount;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The source, mounted through the client whose log is followed. Thread-safe. */
final class LoggedSource implements LoggedMount {
    /** Names that are used in turn, at most. */
    private static final int MOST_NAMES = 16;

    private final Path root;
    private final Posix posix;
    private final Exclusions exclusions;
    private final Look.Listener reads;
    private final Clock clock;
    private final Traits traits;
    private final BooleanSupplier isReadToTheEnd;
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * What is known about the mount beforehand.
     *
     * @param areReadsElsewhere see {@link LoggedMount#areReadsElsewhere}
     * @param tellsChanges see {@link LoggedMount#tellsChanges}
     */
    record Traits(boolean areReadsElsewhere, boolean tellsChanges) {}

    /**
     * Creates the mount with this root.
     *
     * @param reads told of every look
     * @param isReadToTheEnd see {@link LoggedMount#isReadToTheEnd}
     */
    LoggedSource(
            Path root,
            Posix posix,
            Exclusions exclusions,
            Look.Listener reads,
            Clock clock,
            Traits traits,
            BooleanSupplier isReadToTheEnd) {
        this.root = root;
        this.posix = posix;
        this.exclusions = exclusions;
        this.reads = reads;
        this.clock = clock;
        this.traits = traits;
        this.isReadToTheEnd = isReadToTheEnd;
    }

    @Override
    public void lookUp(RelativePath name) throws IOException {
        Instant begin = clock.instant();
        posix.look(name.under(root));
        reads.looked(name, new Look(begin, clock.instant()));
    }

    @Override
    public Optional<RelativePath> nextName() throws IOException {
        List<RelativePath> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                RelativePath name = new RelativePath(FileNames.toLatin1(entry.getFileName()));
                if (!exclusions.match(name)) {
                    names.add(name);
                }
                if (names.size() == MOST_NAMES) {
                    break;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(names.get(Math.floorMod(turn.getAndIncrement(), names.size())));
    }

    @Override
    public boolean isReadToTheEnd() {
        return isReadToTheEnd.getAsBoolean();
    }

    @Override
    public boolean areReadsElsewhere() {
        return traits.areReadsElsewhere();
    }

    @Override
    public boolean tellsChanges() {
        return traits.tellsChanges();
    }
}
