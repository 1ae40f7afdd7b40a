package dev.caravan.copy;

import dev.caravan.change.Roots;
import dev.caravan.change.Verdict;
import java.time.Clock;
import java.time.Duration;
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
 * Make an entry of the target equal to the source's: temporary file, attributes, one rename.
 *
 * <p>The body is a {@link Verdict} that says apply or remove; it is replaced by the verdict that this came to.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "copy",
        title = "Copy",
        syntax = "copy:name",
        producerOnly = true,
        category = {Category.FILE})
public final class CopyEndpoint extends DefaultEndpoint {
    @UriPath(description = "A name for the endpoint, which means nothing else")
    @Metadata(required = true)
    private String name;

    @UriParam(
            defaultValue = "trash",
            enums = "trash,delete,keep",
            description = "What becomes of an entry of the target that has to go")
    private String delete = "trash";

    @UriParam(
            defaultValue = "120",
            description = "Seconds to wait after the source changed while it was copied",
            javaType = "long")
    private long quietSeconds = 120;

    CopyEndpoint(String uri, CopyComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        CopyComponent component = (CopyComponent) getComponent();
        Roots roots = component.getRoots();
        if (roots == null) {
            throw new IllegalArgumentException("copy: there is no bean of the type " + Roots.class.getName());
        }
        if (component.getClock() == null) {
            throw new IllegalArgumentException("copy: there is no bean of the type " + Clock.class.getName());
        }
        Removal removal = delete.equals("delete")
                ? new Deletion(roots.target())
                : new Trash(roots.target(), component.getClock());
        Copier copier = new Copier(
                roots,
                removal,
                Duration.ofSeconds(quietSeconds),
                component.getClock(),
                component.copyMeters(),
                component.getBandwidth() == null ? new Bandwidth(0) : component.getBandwidth());
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                exchange.getMessage()
                        .setBody(copier.carryOut(exchange.getMessage().getMandatoryBody(Verdict.class)));
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("copy: only takes verdicts; it has nothing to read from");
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getDelete() {
        return delete;
    }

    public void setDelete(String delete) {
        this.delete = delete;
    }

    public long getQuietSeconds() {
        return quietSeconds;
    }

    public void setQuietSeconds(long quietSeconds) {
        this.quietSeconds = quietSeconds;
    }
}
