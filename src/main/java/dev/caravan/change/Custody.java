package dev.caravan.change;

import dev.caravan.control.Gate;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that an exchange is responsible for. A stage that makes a task takes it into the exchange's custody. A step
 * that has finished the task, holds it again or writes it to the failure journal asks to end the custody, which is
 * granted once. Tasks that are left when the exchange completes have failed. So no ticket is lost or released twice,
 * whatever a route does with its bodies, such as a filter or an expression that fails.
 *
 * <p>Exchanges that a route splits off share the custody of their parent, which completes after them. Thread-safe.
 */
public final class Custody {
    private static final Logger LOG = LoggerFactory.getLogger(Custody.class);

    /** The exchange's property for this, which Camel copies to all exchanges that are split off. */
    private static final String PROPERTY = "caravan-custody";

    /** The beans that are used at an exchange's end, by their names in the registry. */
    private static final String JOURNAL = "failures";

    private static final String GATE = "gate";

    private final Map<RelativePath, Task> out = new HashMap<>();

    /** Further tasks for paths that are in {@code out} already. */
    private final List<Task> more = new ArrayList<>();

    private Exception failure;
    private boolean over;

    private Custody() {}

    /** Makes the exchange responsible for the task. */
    public static void take(Exchange exchange, Task task) {
        Custody custody = exchange.getProperty(PROPERTY, Custody.class);
        // It may be over where an edited route continues by itself with what another exchange left behind.
        if (custody == null || !custody.add(task)) {
            Custody begun = new Custody();
            begun.add(task);
            exchange.setProperty(PROPERTY, begun);
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    begun.end(done);
                }
            });
        }
    }

    /** As {@link #take}, for each of them. */
    public static <T extends TaskBearer> List<T> takeAll(Exchange exchange, List<T> bearers) {
        bearers.forEach(bearer -> take(exchange, bearer.task()));
        return bearers;
    }

    /**
     * Ends the exchange's responsibility for the task.
     *
     * @return true where the caller now holds the task's ticket, and where no custody was ever begun; false where the
     *     task was ended before
     */
    public static boolean end(Exchange exchange, Task task) {
        Custody custody = exchange.getProperty(PROPERTY, Custody.class);
        return custody == null || custody.remove(task);
    }

    /** Notes why a step failed whose body names no task. Returns whether the exchange is responsible for any. */
    public static boolean failed(Exchange exchange, Exception cause) {
        Custody custody = exchange.getProperty(PROPERTY, Custody.class);
        return custody != null && custody.note(cause);
    }

    private synchronized boolean add(Task task) {
        if (!over && out.putIfAbsent(task.path(), task) != null) {
            more.add(task);
        }
        return !over;
    }

    private synchronized boolean remove(Task task) {
        Task removed = out.remove(task.path());
        for (int i = 0; removed != null && i < more.size(); i++) {
            if (more.get(i).path().equals(task.path())) {
                out.put(task.path(), more.remove(i));
                break;
            }
        }
        return removed != null;
    }

    private synchronized boolean note(Exception cause) {
        failure = cause;
        return !out.isEmpty();
    }

    private synchronized List<Task> leave() {
        over = true;
        List<Task> left = new ArrayList<>(out.values());
        left.addAll(more);
        out.clear();
        more.clear();
        return left;
    }

    private void end(Exchange done) {
        List<Task> left = leave();
        if (left.isEmpty()) {
            return;
        }
        Registry beans = done.getContext().getRegistry();
        Gate gate = beans.lookupByNameAndType(GATE, Gate.class);
        if (gate != null && gate.isClosed()) {
            LOG.debug("{} tasks were cut off by the stop; their tickets stay held, and they come again", left.size());
            return;
        }
        Exception cause = cause(done);
        LostTasks journal = beans.lookupByNameAndType(JOURNAL, LostTasks.class);
        if (journal == null) {
            LOG.error("{} tasks were lost, and there is no bean '{}' to be told of it", left.size(), JOURNAL, cause);
            return;
        }
        left.forEach(task -> journal.lost(task, cause));
    }

    private synchronized Exception cause(Exchange done) {
        if (done.getException() != null) {
            return done.getException();
        }
        Exception caught = done.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (failure != null || caught != null) {
            return failure != null ? failure : caught;
        }
        return new IllegalStateException("route " + done.getFromRouteId()
                + ": ended without it, so nothing was done: is there a filter or a stop in an edited route?"
                + " what is to be left out is named by caravan.exclude");
    }
}
