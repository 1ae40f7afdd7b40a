package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What the hold costs with the aggregator around it. */
class HoldMemoryTest {
    private static final int PATHS = 100_000;
    private static final long MAX_BYTES = 150_000_000;

    @Test
    void holdsAHundredThousandPathsInLessThan150Megabytes() throws Exception {
        Clock clock = Clock.systemUTC();
        Hold hold = new Hold(clock, PATHS + 1);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:hold")
                            .aggregate(hold.path(), hold)
                            .completionTimeout(hold.remaining())
                            .aggregationRepository(hold)
                            .to("log:due");
                }
            });
            context.start();
            ProducerTemplate producer = context.createProducerTemplate();
            producer.sendBody("direct:hold", held(PATHS));
            long before = usedAfterCollection();
            for (int i = 0; i < PATHS; i++) {
                producer.sendBody("direct:hold", held(i));
            }
            assertThat(hold.size()).isEqualTo(PATHS + 1);
            assertThat(usedAfterCollection() - before).isBetween(1L, MAX_BYTES);
        }
    }

    private static Held held(int number) {
        RelativePath path =
                new RelativePath("projects/directory-" + number % 10_000 + "/some-entry-" + number + ".dat");
        Instant now = Instant.now();
        return new Held(new Task(path, Ticket.NONE, now, Origin.HINT, 0), now.plus(Duration.ofHours(1)), now);
    }

    private static long usedAfterCollection() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
