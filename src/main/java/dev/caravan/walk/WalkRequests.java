package dev.caravan.walk;

import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The queue of directories to be walked, each once however often it is asked for before its walk begins. At most one
 * walk of the whole tree runs at a time. Thread-safe.
 */
public final class WalkRequests {
    private final Map<RelativePath, Request> waiting = new LinkedHashMap<>();
    private int walking;
    private boolean isRootUnderWay;

    /**
     * The result of a walk that came to its end: everything was looked at, and what could be applied was applied.
     *
     * @param began when the walk began; later changes may be missing
     * @param isComplete false where a directory could not be listed, a page not be looked at, or a root was away
     */
    public record Walked(RelativePath directory, Instant began, boolean isComplete) {}

    /**
     * A request to walk a directory.
     *
     * @param ticket held by the request until the walk has ended
     * @param mayGoOn whether a walk is enough that resumes where an earlier one was cut off
     */
    record Request(RelativePath directory, Ticket ticket, boolean mayGoOn, CompletableFuture<Walked> walked) {
        void done(Instant began, boolean isComplete) {
            ticket.release();
            walked.complete(new Walked(directory, began, isComplete));
        }

        void failed(Throwable why) {
            walked.completeExceptionally(why);
        }

        /** The same request after its walk has begun: it may resume where it was cut off. */
        Request begun() {
            return new Request(directory, ticket, true, walked);
        }

        Request with(Request later) {
            CompletableFuture<Walked> unused = walked.whenComplete((result, failure) -> {
                if (failure == null) {
                    later.walked.complete(result);
                } else {
                    later.failed(failure);
                }
            });
            return new Request(directory, ticket.merge(later.ticket), mayGoOn && later.mayGoOn, walked);
        }
    }

    /**
     * Asks for a walk that begins after this call. The caller's hold on the ticket passes to the request.
     *
     * @return completed when the walk has ended; exceptionally where it failed
     */
    public CompletableFuture<Walked> add(RelativePath directory, Ticket ticket) {
        CompletableFuture<Walked> walked = new CompletableFuture<>();
        putBack(new Request(directory, ticket, false, walked));
        return walked;
    }

    /**
     * Asks for a walk of the whole tree, or for the rest of one that was cut off.
     *
     * @return as from
     */
    public CompletableFuture<Walked> goOn() {
        CompletableFuture<Walked> walked = new CompletableFuture<>();
        putBack(new Request(RelativePath.ROOT, Ticket.NONE, true, walked));
        return walked;
    }

    /** Puts a request into the queue, or merges it with a waiting one for the same directory. */
    synchronized void putBack(Request request) {
        waiting.merge(request.directory(), request, Request::with);
        notifyAll();
    }

    /** True while something waits to be walked or is being walked. */
    public synchronized boolean isBusy() {
        return walking > 0 || !waiting.isEmpty();
    }

    /** Waits for the next request and takes it; the caller has to call {@link #done}. */
    synchronized Request take() throws InterruptedException {
        Optional<RelativePath> next = next();
        while (next.isEmpty()) {
            wait();
            next = next();
        }
        walking++;
        isRootUnderWay |= next.get().isRoot();
        return waiting.remove(next.get());
    }

    /**
     * The next request. Another walk of the whole tree waits until the present one has ended: both
     * would write one position.
     */
    private Optional<RelativePath> next() {
        return waiting.keySet().stream()
                .filter(directory -> !(directory.isRoot() && isRootUnderWay))
                .findFirst();
    }

    synchronized void done(Request taken) {
        walking--;
        isRootUnderWay &= !taken.directory().isRoot();
        notifyAll();
    }
}
