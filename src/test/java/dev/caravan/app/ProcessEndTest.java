package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.UncaughtExceptions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A thread that ends ends the process, also one of Camel's, and also where Camel caught what it ended by. */
class ProcessEndTest {
    @RegisterExtension
    private final UncaughtExceptions uncaught = new UncaughtExceptions();

    @Test
    void haltsWhateverTheThreadEndedBy() {
        AtomicInteger halted = new AtomicInteger();
        ProcessEnd end = new ProcessEnd(halted::incrementAndGet);

        end.uncaughtException(Thread.currentThread(), new IllegalStateException("a fault"));
        end.uncaughtException(Thread.currentThread(), new OutOfMemoryError("a fault"));

        assertThat(halted).hasValue(2);
    }

    @Test
    void whileAllIsStoppedOnlyAnErrorHalts() {
        AtomicInteger halted = new AtomicInteger();
        Thread.setDefaultUncaughtExceptionHandler(new ProcessEnd(halted::incrementAndGet));
        ProcessEnd.stopping();
        Thread.UncaughtExceptionHandler end = Thread.getDefaultUncaughtExceptionHandler();

        end.uncaughtException(Thread.currentThread(), new IllegalStateException("its pool is gone"));
        assertThat(halted).hasValue(0);

        end.uncaughtException(Thread.currentThread(), new OutOfMemoryError("a fault"));
        assertThat(halted).hasValue(1);
    }

    @Test
    void anErrorInARouteIsNoFaultOfAnEntry() throws Exception {
        inRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        onException(Exception.class).handled(true);
                        from("direct:entry").process(exchange -> {
                            throw new LinkageError("a fault");
                        });
                        from("direct:sound").process(exchange -> {
                            throw new IllegalStateException("one entry's fault");
                        });
                    }
                },
                template -> {
                    template.send("direct:sound", exchange -> {});
                    uncaught.assertNone();
                    template.send("direct:entry", exchange -> {});
                    uncaught.assertNext(LinkageError.class);
                });
    }

    @Test
    void anErrorThatARouteHandledCountsAsWell() throws Exception {
        inRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        onException(Throwable.class).handled(true);
                        from("direct:entry").process(exchange -> {
                            throw new IllegalStateException(new StackOverflowError("a fault"));
                        });
                    }
                },
                template -> {
                    template.send("direct:entry", exchange -> {});
                    uncaught.assertNext(StackOverflowError.class);
                });
    }

    @Test
    void anErrorOfTheThreadThatLooksAtTheDeadlinesCounts() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ExecutorService failing = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            public void execute(Runnable task) {
                if (calls.getAndIncrement() == 0) {
                    throw new NoClassDefFoundError("a fault");
                }
                super.execute(task);
            }
        };
        inRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:entry")
                                .aggregate(constant("all"), (old, now) -> now)
                                .completionTimeout(10)
                                .completionTimeoutCheckerInterval(10)
                                .executorService(failing)
                                .to("log:never");
                    }
                },
                template -> {
                    template.send("direct:entry", exchange -> {});
                    uncaught.assertNext(NoClassDefFoundError.class);
                });
    }

    /** What a test does with routes that run. */
    @FunctionalInterface
    private interface Work {
        void with(ProducerTemplate template) throws Exception;
    }

    private static void inRoutes(RouteBuilder routes, Work work) throws Exception {
        Main main = new Main();
        main.bind("route-pools", new RoutePools());
        main.bind("route-errors", new RouteErrors());
        main.configure().addRoutesBuilder(routes);
        main.configure().setShutdownTimeout((int) Duration.ofSeconds(1).toSeconds());
        main.start();
        try (ProducerTemplate template = main.getCamelContext().createProducerTemplate()) {
            work.with(template);
        } finally {
            main.stop();
        }
    }
}
