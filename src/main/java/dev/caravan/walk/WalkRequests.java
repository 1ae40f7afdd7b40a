package dev.caravan.walk;

import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The directories that are asked to be walked, in order, each once, however often it is asked for before its walk begins. Of the
 * whole tree there is one walk at a time.
 */
public final class WalkRequests {
    private final Map<RelativePath, Request> waiting = new LinkedHashMap<>();
    private int walking;
    private boolean isRootUnderWay;

    /**
     * A walk that came to its end: all was looked at, and what could be applied was.
     *
     * @param began changes since then may be missing
     * @param isComplete false where a directory could not be listed, or a page not be looked at, or a root was not there
     */
    public record Walked(RelativePath directory, Instant began, boolean isComplete) {}

    /**
     * A directory to be walked.
     *
     * @param ticket held by the request until the walk has ended
     * @param mayGoOn whether a walk will do that goes on where an earlier one was cut off
     */
    record Request(RelativePath directory, Ticket ticket, boolean mayGoOn, CompletableFuture<Walked> walked) {
        void done(Instant began, boolean isComplete) {
            ticket.release();
            walked.complete(new Walked(directory, began, isComplete));
        }

        void failed(Throwable why) {
            walked.completeExceptionally(why);
        }

        /** The same, whose walk has begun: it may go on where it was cut off. */
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
     * Asks for a walk that begins after this call; the caller's hold on the ticket passes to the request. Any thread.
     *
     * @return completed when the walk has ended; exceptionally where it failed in a way that nobody foresaw
     */
    public CompletableFuture<Walked> add(RelativePath directory, Ticket ticket) {
        CompletableFuture<Walked> walked = new CompletableFuture<>();
        putBack(new Request(directory, ticket, false, walked));
        return walked;
    }

    /**
     * Asks for a walk of the whole tree, or for the rest of one that was cut off. Any thread.
     *
     * @return as of {@link #add}
     */
    public CompletableFuture<Walked> goOn() {
        CompletableFuture<Walked> walked = new CompletableFuture<>();
        putBack(new Request(RelativePath.ROOT, Ticket.NONE, true, walked));
        return walked;
    }

    /** Asks again for a walk that was cut off. */
    synchronized void putBack(Request request) {
        waiting.merge(request.directory(), request, Request::with);
        notifyAll();
    }

    /** True while something waits to be walked or is being walked. */
    public synchronized boolean isBusy() {
        return walking > 0 || !waiting.isEmpty();
    }

    /** The next one; whoever takes it says when it is done. */
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

    /** What is asked for during a walk of the whole tree begins after it: two would write one place. */
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
