package dev.caravan.reconcile;

import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The paths that are in some exchange's hands, each in one's only, until that exchange ends, however it ends. An exchange is known by
 * its id, which it keeps when one of its steps is tried again.
 */
final class InWork {
    private final Map<RelativePath, String> holders = new ConcurrentHashMap<>();

    /** Takes the path until the exchange is completed; false where another exchange has it. */
    boolean take(RelativePath path, Exchange exchange) {
        return takeAll(List.of(path), exchange).isEmpty();
    }

    /** Takes paths until the exchange is completed; returns those that another exchange has. */
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

    /** Gives the path back before the exchange that took it is completed. */
    void release(RelativePath path, Exchange exchange) {
        holders.remove(path, exchange.getExchangeId());
    }
}
