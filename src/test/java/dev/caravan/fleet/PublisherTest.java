package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent makes of a batch of its log. */
class PublisherTest {
    private static final Instant SEEN = Instant.parse("2026-03-26T11:45:56Z");

    private final FleetOptions options =
            new FleetOptions("nowhere:1", "hints", 64, "web1", Duration.ofSeconds(10), Optional.empty());
    private final BrokerWatch broker = new BrokerWatch("nowhere:1", "nothing happens");
    private final Publisher publisher =
            new Publisher(options, new FleetClients(options, Optional.empty(), broker), broker);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Canaries canaries = new Canaries();
    private final RelativePath beat = canaries.beat();
    private final List<RelativePath> heard = new ArrayList<>();
    private final List<RelativePath> heardOfFeed = new ArrayList<>();

    @BeforeEach
    void listen() {
        publisher.onHeard("web1", hint -> heard.add(hint.path()));
        publisher.onHeard("web3", hint -> heardOfFeed.add(hint.path()));
    }

    private List<Message> publish(RelativePath... paths) {
        return publish(Gap.CLIENT_LOG, paths);
    }

    private List<Message> publish(String feed, RelativePath... paths) {
        List<Hint> hints = new ArrayList<>();
        for (RelativePath path : paths) {
            hints.add(new Hint.Named(path, SEEN));
        }
        return publisher.messages(new HintBatch(hints, Ticket.NONE, feed), exchange);
    }

    private void end() {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    @Test
    void namesThatWereOnlyLookedUpAreNoHints() {
        RelativePath bracket = canaries.bracket(RelativePath.ROOT).opening();
        List<Message> records = publish(new RelativePath("a/b"), beat, bracket);
        assertThat(records).hasSize(1);
        assertThat(new String(records.get(0).getBody(byte[].class), ISO_8859_1)).endsWith("web1\na/b");
        assertThat(publisher.newest("web1")).isEqualTo(SEEN);
        end();
        assertThat(heard).containsExactly(beat);
    }

    /** The log of a further host is another agent's to the movers. */
    @Test
    void aFurtherHostsLogIsAnAgentOfItsOwn() {
        List<Message> records = publish("client-log-web3", new RelativePath("a/b"), beat);
        assertThat(new String(records.get(0).getBody(byte[].class), ISO_8859_1)).endsWith("web3\na/b");
        assertThat(publisher.newest("web3")).isEqualTo(SEEN);
        assertThat(publisher.newest("web1")).isEqualTo(Instant.EPOCH);
        end();
        assertThat(heardOfFeed).containsExactly(beat);
        assertThat(heard).isEmpty();
    }

    /** An agent that dies between the two has not told that it has heard: what is before it may not be with the brokers. */
    @Test
    void aNameIsHeardOnlyOnceAllOfItsBatchIsWithTheBrokers() {
        publish(new RelativePath("a/b"), beat);
        assertThat(heard).isEmpty();
        end();
        assertThat(heard).containsExactly(beat);
    }

    @Test
    void aNameWhoseBatchWasNotPublishedIsNotHeard() {
        publish(new RelativePath("a/b"), beat);
        exchange.setException(new IllegalStateException("is being stopped"));
        end();
        assertThat(heard).isEmpty();
    }
}
