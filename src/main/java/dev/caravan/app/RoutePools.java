package dev.caravan.app;

import dev.caravan.control.Threads;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;

/**
 * Makes the thread pools of the routes. Camel's own scheduled pool would silently drop a periodic task that throws:
 * then the hold's deadlines would not be checked any more. Thread-safe.
 */
final class RoutePools extends DefaultThreadPoolFactory {
    @Override
    public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
        ScheduledThreadPoolExecutor pool = Threads.scheduler(profile.getPoolSize(), threads);
        return profile.getMaxQueueSize() > 0
                ? new SizedScheduledExecutorService(pool, profile.getMaxQueueSize())
                : pool;
    }
}
