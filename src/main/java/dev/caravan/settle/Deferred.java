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
 * The second looks: of what was looked at sooner after its hint, or its last change, than the quiet period allows.
 *
 * <p>A frozen source does not need them. But if its freeze turns out to be none, they are made after all; until then they are put
 * off, and their tickets held, so that a crash during the freeze loses none of them. Any thread.
 */
final class Deferred {
    private final Freeze freeze;
    private final Clock clock;
    private List<Held> looks = new ArrayList<>();

    Deferred(Freeze freeze, Clock clock) {
        this.freeze = freeze;
        this.clock = clock;
    }

    /** The second look of a task that has ended, to be held now; empty where it needs none, or not while the source is frozen. */
    Optional<Held> after(Task task) {
        Instant now = clock.instant();
        Held look;
        if (freeze.wasTakenYoung(task.path())) {
            look = hold(task.anew(now), now);
        } else if (task.lateHint().isPresent()) {
            // What the hint told of may not have happened yet when we looked.
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

    /** Ends the freeze, and gives what has to be held now. */
    synchronized List<Held> thaw() {
        // Both under one lock: nothing may be put off once nobody comes to fetch it any more.
        freeze.end();
        return taken();
    }

    /** The source was frozen indeed, and stays so: none of the looks is needed. */
    synchronized void drop() {
        taken().forEach(held -> held.task().ticket().release());
    }

    private List<Held> taken() {
        List<Held> all = looks;
        looks = new ArrayList<>();
        return all;
    }
}
