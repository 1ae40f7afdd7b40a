package dev.caravan.walk;

import dev.caravan.change.RelativePath;
import dev.caravan.change.Ticket;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The directories that are asked to be walked, in order, each once, however often it is asked for before its walk begins. */
public final class WalkRequests {
    private final Map<RelativePath, Request> waiting = new LinkedHashMap<>();
    private int walking;

    /**
     * A walk that came to its end: all was looked at, and what could be applied was.
     *
     * @param began changes since then may be missing
     * @param isComplete false where a directory could not be listed, or a page not be looked at
     */
    public record Walked(RelativePath directory, Instant began, boolean isComplete) {}

    /**
     * A directory to be walked.
     *
     * @param ticket held by the request until the walk has ended
     */
    record Request(RelativePath directory, Ticket ticket, CompletableFuture<Walked> walked) {
        void done(Instant began, boolean isComplete) {
            ticket.release();
            walked.complete(new Walked(directory, began, isComplete));
        }

        void failed(Throwable why) {
            walked.completeExceptionally(why);
        }

        Request with(Request later) {
            CompletableFuture<Walked> unused = walked.whenComplete((result, failure) -> {
                if (failure == null) {
                    later.walked.complete(result);
                } else {
                    later.failed(failure);
                }
            });
            return new Request(directory, ticket.merge(later.ticket), walked);
        }
    }

    /**
     * Asks for a walk that begins after this call; the caller's hold on the ticket passes to the request. Any thread.
     *
     * @return completed when the walk has ended; exceptionally where it failed in a way that nobody foresaw
     */
    public CompletableFuture<Walked> add(RelativePath directory, Ticket ticket) {
        CompletableFuture<Walked> walked = new CompletableFuture<>();
        putBack(new Request(directory, ticket, walked));
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
        while (waiting.isEmpty()) {
            wait();
        }
        walking++;
        return waiting.remove(waiting.keySet().iterator().next());
    }

    synchronized void done() {
        walking--;
    }
}
