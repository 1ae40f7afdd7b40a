package dev.caravan.copy;

import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Errno;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import dev.caravan.trees.LostRootException;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether anything may be written to the target now; checks it at most once a second. Thread-safe.
 *
 * <p>Nothing is written while a root is not the one of the start: what is written to an unmounted target would fill the
 * disk under its mount point. Nothing is written while the target is full or read-only either. One entry's error does
 * not prove that: the entry may be too large for what is left, or its directory may have used up its quota. So a small
 * probe file is written to find out.
 */
final class TargetWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TargetWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Set<Errno> FOR_ALL = Set.of(Errno.ENOSPC, Errno.EDQUOT, Errno.EROFS);

    private final Roots roots;
    private final Posix posix;
    private final Clock clock;
    private final Path probe;
    private volatile Instant askAgainAt = Instant.MIN;
    private volatile boolean isSound = true;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private boolean isFull;
    private Instant tookSomethingAt = Instant.EPOCH;

    TargetWatch(Roots roots, Posix posix, Clock clock) {
        this.roots = roots;
        this.posix = posix;
        this.clock = clock;
        String name = TemporaryName.beside(new RelativePath("room")).name();
        probe = Exclusions.OWN.under(roots.target()).resolve(name);
    }

    boolean isSound() {
        // Every copy asks, but the file system is asked at most once a second.
        Instant now = clock.instant();
        Instant due = askAgainAt;
        if (now.isBefore(due)) {
            return isSound;
        }
        if (!isAsking.compareAndSet(false, true)) {
            // Another thread is asking, which takes some round trips.
            boolean isAnswerYoung = due.isAfter(now.minus(INTERVAL));
            return (isAnswerYoung && isSound) || ask();
        }
        try {
            return ask();
        } finally {
            isAsking.set(false);
        }
    }

    private synchronized boolean ask() {
        Instant now = clock.instant();
        if (now.isBefore(askAgainAt)) {
            return isSound;
        }
        try {
            roots.check();
            if (isFull) {
                write();
            }
            if (!isSound) {
                LOG.info("target and source are as they should be; copies go on");
            }
            isSound = true;
            isFull = false;
        } catch (IOException e) {
            if (isSound) {
                say(e);
            }
            isSound = false;
        }
        askAgainAt = now.plus(INTERVAL);
        return isSound;
    }

    /**
     * True where a failure concerns the whole target. After that, nothing is written until a check finds the target
     * sound again.
     */
    synchronized boolean isForAll(IOException failure) {
        if (failure instanceof LostRootException) {
            // The root may be back at once, so the next call checks again.
            askAgainAt = Instant.MIN;
            return true;
        }
        if (Errno.of(failure).filter(FOR_ALL::contains).isEmpty()) {
            return false;
        }
        if (takesSomething()) {
            return false;
        }
        if (isSound) {
            say(failure);
        }
        isSound = false;
        isFull = true;
        askAgainAt = clock.instant().plus(INTERVAL);
        return true;
    }

    private boolean takesSomething() {
        Instant now = clock.instant();
        if (now.isBefore(tookSomethingAt.plus(INTERVAL))) {
            return true;
        }
        try {
            write();
            tookSomethingAt = now;
            return true;
        } catch (IOException e) {
            return Errno.of(e).filter(FOR_ALL::contains).isEmpty();
        }
    }

    private static void say(IOException why) {
        LOG.error("nothing is copied until this is mended, and what is hinted is held: {}", why.getMessage());
    }

    /** Writes a small probe file of 64 KiB, and deletes it. */
    private void write() throws IOException {
        posix.delete(probe);
        try (OpenFile file = posix.create(probe)) {
            file.write(new byte[1 << 16], 0);
            file.sync();
        } finally {
            posix.delete(probe);
        }
    }
}
