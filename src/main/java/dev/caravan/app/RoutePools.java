package dev.caravan.app;

import dev.caravan.control.Threads;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;

/**
 * Makes the pools that routes use. Camel's own for what is to be done every so often would drop a task for good that threw, and say
 * nothing: the hold's deadlines would not be looked at any more.
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
