package dev.caravan.walk;

import dev.caravan.change.RelativePath;
import dev.caravan.change.Ticket;
import java.util.LinkedHashMap;
import java.util.Map;

/** The directories that are asked to be walked, in order, each once, however often it is asked for before its walk begins. */
public final class WalkRequests {
    private final Map<RelativePath, Ticket> waiting = new LinkedHashMap<>();
    private int walking;

    /**
     * A directory to be walked.
     *
     * @param ticket held by the request until the walk has ended
     */
    record Request(RelativePath directory, Ticket ticket) {}

    /** Asks for a walk that begins after this call; the caller's hold on the ticket passes to the request. Any thread. */
    public synchronized void add(RelativePath directory, Ticket ticket) {
        waiting.merge(directory, ticket, Ticket::merge);
        notifyAll();
    }

    /** True while something waits to be walked or is being walked. */
    public synchronized boolean isBusy() {
        return walking > 0 || !waiting.isEmpty();
    }

    /** The next one; whoever takes it says when it is done. */
    synchronized Request take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        walking++;
        Map.Entry<RelativePath, Ticket> first = waiting.entrySet().iterator().next();
        waiting.remove(first.getKey());
        return new Request(first.getKey(), first.getValue());
    }

    synchronized void done() {
        walking--;
    }
}
