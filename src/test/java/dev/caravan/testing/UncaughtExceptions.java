package dev.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What threads end by during a test; after it the handler stands again that stood before. */
public final class UncaughtExceptions implements BeforeEachCallback, AfterEachCallback {
    private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
    private Thread.UncaughtExceptionHandler before;

    @Override
    public void beforeEach(ExtensionContext context) {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /** The next is of this type, and comes within 10 s. */
    public void assertNext(Class<? extends Throwable> type) throws InterruptedException {
        assertThat(uncaught.poll(10, TimeUnit.SECONDS)).isInstanceOf(type);
    }

    public void assertNone() {
        assertThat(uncaught).isEmpty();
    }
}
