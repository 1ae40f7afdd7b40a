package dev.caravan.app;

import dev.caravan.change.Durability;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The target's durability, for parts that are made before the target is opened: until then nothing is known to be on
 * its disk. Thread-safe.
 */
final class LateDurability implements Durability {
    private volatile Durability target;

    /** Called once the target is open. */
    void is(Durability opened) {
        target = opened;
    }

    @Override
    public CompletableFuture<Void> covered() {
        Durability opened = target;
        return opened == null ? CompletableFuture.failedFuture(notOpen()) : opened.covered();
    }

    @Override
    public void flush() {
        Durability opened = target;
        if (opened != null) {
            opened.flush();
        }
    }

    @Override
    public void await() throws IOException, InterruptedException {
        Durability opened = target;
        if (opened == null) {
            throw notOpen();
        }
        opened.await();
    }

    private static IOException notOpen() {
        return new IOException("the target is not open yet: nobody knows what is on its disk");
    }
}
