package dev.caravan.reconcile;

import dev.caravan.change.RelativePath;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** The paths that are in some exchange's hands, each in one's only, until that exchange ends, however it ends. */
final class InWork {
    private final Set<RelativePath> paths = ConcurrentHashMap.newKeySet();

    /** Takes the path until the exchange is completed; false where another exchange has it. */
    boolean take(RelativePath path, Exchange exchange) {
        if (!paths.add(path)) {
            return false;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                paths.remove(path);
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
        return true;
    }
}
