package dev.caravan.walk;

import dev.caravan.change.OffsetStore;
import dev.caravan.change.SharedWalk;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Walk directories of the source, page by page.
 *
 * <p>The consumer's bodies are pages. The producer takes a {@link Verdict.Walk}, retains its ticket for the request and
 * turns it into a {@link Verdict.WalkAsked}; or it takes a {@link DueWalk}.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "walk",
        title = "Walk",
        syntax = "walk:name",
        category = {Category.FILE})
public final class WalkEndpoint extends DefaultEndpoint {
    private final WalkRequests requests;

    @UriPath(description = "The walk's name; requests go to the consumer of the same name")
    @Metadata(required = true)
    private String name;

    @UriParam(label = "consumer", defaultValue = "true", description = "Whether the whole tree is walked at the start")
    private boolean enabled = true;

    @UriParam(label = "consumer", defaultValue = "16", description = "How many pages are looked at at once")
    private int workers = 16;

    @UriParam(
            label = "consumer",
            description =
                    "Where it is kept how far a walk of the root has come, so that one that was cut off goes on there")
    private OffsetStore<WalkPosition> offsets;

    @UriParam(
            label = "consumer",
            description = "Whether it walks no trees, but lists the directories of a walk that several processes share")
    private boolean shared;

    WalkEndpoint(String uri, WalkComponent component, WalkRequests requests) {
        super(uri, component);
        this.requests = requests;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                if (exchange.getMessage().getBody() instanceof DueWalk due) {
                    CompletableFuture<?> unused =
                            due.mayGoOn() ? requests.goOn() : requests.add(due.directory(), Ticket.NONE);
                    return;
                }
                Verdict.Walk walk = exchange.getMessage().getMandatoryBody(Verdict.Walk.class);
                ask(walk);
                exchange.getMessage().setBody(new Verdict.WalkAsked(walk.task(), walk.look(), walk.directory()));
            }
        };
    }

    private void ask(Verdict.Walk walk) {
        Ticket ticket = walk.task().ticket();
        SharedWalk others = ((WalkComponent) getComponent()).getShared();
        if (others != null) {
            others.handOn(List.of(new SharedWalk.Directory(walk.directory(), ticket)));
            return;
        }
        ticket.retain();
        CompletableFuture<?> unused = requests.add(walk.directory(), ticket);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        WalkConsumer consumer = new WalkConsumer(this, processor, (WalkComponent) getComponent(), requests);
        configureConsumer(consumer);
        if (enabled && !shared) {
            CompletableFuture<?> unused = requests.goOn();
        }
        return consumer;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public int getWorkers() {
        return workers;
    }

    public void setWorkers(int workers) {
        this.workers = workers;
    }

    public OffsetStore<WalkPosition> getOffsets() {
        return offsets;
    }

    public void setOffsets(OffsetStore<WalkPosition> offsets) {
        this.offsets = offsets;
    }

    public boolean isShared() {
        return shared;
    }

    public void setShared(boolean shared) {
        this.shared = shared;
    }
}
