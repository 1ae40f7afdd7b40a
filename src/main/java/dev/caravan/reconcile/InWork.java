package dev.caravan.reconcile;

import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The paths that exchanges are working on, each held by one exchange until that ends, however it ends. An exchange is
 * identified by its id, which stays the same when a step is retried. Thread-safe.
 */
final class InWork {
    private final Map<RelativePath, String> holders = new ConcurrentHashMap<>();

    /** Takes a path until the exchange completes; false where another exchange holds it. */
    boolean take(RelativePath path, Exchange exchange) {
        return takeAll(List.of(path), exchange).isEmpty();
    }

    /** Takes paths until the exchange completes. Returns those that another exchange holds. */
    List<RelativePath> takeAll(List<RelativePath> paths, Exchange exchange) {
        String id = exchange.getExchangeId();
        List<RelativePath> busy = new ArrayList<>();
        List<RelativePath> taken = new ArrayList<>();
        for (RelativePath path : paths) {
            String holder = holders.putIfAbsent(path, id);
            if (holder == null) {
                taken.add(path);
            } else if (!holder.equals(id)) {
                busy.add(path);
            }
        }
        if (taken.isEmpty()) {
            return busy;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                taken.forEach(path -> holders.remove(path, id));
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
        return busy;
    }

    /** Releases a path before the exchange that took it completes. */
    void release(RelativePath path, Exchange exchange) {
        holders.remove(path, exchange.getExchangeId());
    }
}
