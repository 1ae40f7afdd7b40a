package dev.caravan.app;

import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import dev.caravan.settings.Feed;
import dev.caravan.settle.LoggedMount;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The source as another host has it mounted: names are looked up there by a command, such as {@code ssh web1 stat
 * /mnt/old/NAME}. No shell of this host sees the name. Thread-safe.
 */
final class RemoteMount implements LoggedMount {
    /** A command that takes longer is ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** By this status ssh tells that it did not reach the host; that of a failed look says nothing, as the name does not exist. */
    private static final int NOT_REACHED = 255;

    private final Feed feed;
    private final boolean tellsChanges;
    private final BooleanSupplier isReadToTheEnd;

    RemoteMount(Feed feed, boolean tellsChanges, BooleanSupplier isReadToTheEnd) {
        this.feed = feed;
        this.tellsChanges = tellsChanges;
        this.isReadToTheEnd = isReadToTheEnd;
    }

    @Override
    public void lookUp(RelativePath name) throws IOException {
        List<String> command = feed.beat().stream()
                .map(argument -> argument.replace(Feed.NAME, name.latin1()))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(this + ": has not ended after " + PATIENCE.toSeconds() + " s");
            }
            if (process.exitValue() == NOT_REACHED) {
                throw new IOException(this + ": ended with status " + NOT_REACHED + ": does it reach the host?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(this + ": was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** None is known. */
    @Override
    public Optional<RelativePath> nextName() {
        return Optional.empty();
    }

    @Override
    public boolean isReadToTheEnd() {
        return isReadToTheEnd.getAsBoolean();
    }

    @Override
    public boolean areReadsElsewhere() {
        return true;
    }

    @Override
    public boolean tellsChanges() {
        return tellsChanges;
    }

    @Override
    public String toString() {
        return "feed " + feed.name() + ": " + Escape.latin1(feed.beat().get(0));
    }
}
