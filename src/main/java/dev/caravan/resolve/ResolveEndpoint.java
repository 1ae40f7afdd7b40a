package dev.caravan.resolve;

import dev.caravan.change.HintBatch;
import dev.caravan.change.Verdict;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Ask the inode tool where inodes are.
 *
 * <p>For a {@link HintBatch} the answer is the paths of all its inodes, asked for together; a route enriches
 * the batch with them by the strategy {@code hints-by-path}. For a {@link Verdict.Moved} the answer is the
 * tasks to look at instead.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "resolve",
        title = "Resolve",
        syntax = "resolve:name",
        producerOnly = true,
        category = {Category.FILE})
public final class ResolveEndpoint extends DefaultEndpoint {
    /** The name of the common resolver in Camel's registry. */
    public static final String RESOLVER = "resolver";

    @UriPath(description = "The feed whose inode tool is asked; the common one, where the feed has none of its own")
    @Metadata(required = true)
    private String name;

    ResolveEndpoint(String uri, ResolveComponent component) {
        super(uri, component);
    }

    /** The name of a feed's own resolver in Camel's registry. */
    public static String resolverOf(String feed) {
        return feed + "-" + RESOLVER;
    }

    private Resolver resolver() {
        return Stream.of(resolverOf(name), RESOLVER)
                .map(bean -> getCamelContext().getRegistry().lookupByNameAndType(bean, Resolver.class))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("resolve:" + name + ": there is no bean " + RESOLVER
                        + " of the type " + Resolver.class.getName()));
    }

    @Override
    public Producer createProducer() {
        Resolver resolver = resolver();
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                Message message = exchange.getMessage();
                if (message.getBody() instanceof Verdict.Moved moved) {
                    message.setBody(resolver.locate(moved, exchange));
                } else {
                    message.setBody(resolver.paths(
                            message.getMandatoryBody(HintBatch.class).hints()));
                }
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("resolve: only answers; it has nothing to read from");
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }
}
