package dev.caravan.settle;

import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.control.Freeze;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which paths need a second look, because they were looked at sooner after their hint or their last change than
 * the quiet period allows, and keeps those looks during a freeze.
 *
 * <p>A frozen source does not need second looks. But if it turns out that it was not frozen after all, they
 * are made. Until then they are deferred, and their tickets held, so that a crash during the freeze loses
 * none of them. Thread-safe.
 */
final class Deferred {
    private final Freeze freeze;
    private final Clock clock;
    private List<Held> looks = new ArrayList<>();

    Deferred(Freeze freeze, Clock clock) {
        this.freeze = freeze;
        this.clock = clock;
    }

    /** Returns the second look of a task that has ended, to be held now; empty where it needs none or is deferred. */
    Optional<Held> after(Task task) {
        Instant now = clock.instant();
        Held look;
        if (freeze.removeYoung(task.path())) {
            look = hold(task.anew(now), now);
        } else if (task.lateHint().isPresent()) {
            // The change that the hint announced may have come after our look.
            look = hold(task.anew(now).with(Origin.RECHECK), task.lateHint().get());
        } else {
            return Optional.empty();
        }
        return tryPutOff(look) ? Optional.empty() : Optional.of(look);
    }

    private Held hold(Task task, Instant hinted) {
        task.ticket().retain();
        return new Held(task, hinted.plus(freeze.patience()), hinted);
    }

    private synchronized boolean tryPutOff(Held look) {
        return freeze.isOn() && looks.add(look);
    }

    /** Ends the freeze. Returns the deferred looks, which have to be held now. */
    synchronized List<Held> thaw() {
        // Both steps are under one lock: no look may be deferred once nobody fetches it any more.
        freeze.end();
        return taken();
    }

    /** Drops all deferred looks: the source was frozen all the time, and stays so. */
    synchronized void drop() {
        taken().forEach(held -> held.task().ticket().release());
    }

    private List<Held> taken() {
        List<Held> all = looks;
        looks = new ArrayList<>();
        return all;
    }
}
