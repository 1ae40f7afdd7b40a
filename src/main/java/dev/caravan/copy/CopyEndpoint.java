package dev.caravan.copy;

import dev.caravan.change.Batch;
import dev.caravan.change.Verdict;
import dev.caravan.control.SharedWork;
import dev.caravan.removal.Deletion;
import dev.caravan.removal.Removal;
import dev.caravan.removal.SparingRemoval;
import dev.caravan.removal.Trash;
import dev.caravan.trees.Trees;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
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
 * <p>The body is a {@link Verdict} that says apply or remove; the resulting verdict replaces it. The body may also be a
 * {@link Batch}, in which each verdict that says apply or remove is replaced.
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

    @UriParam(
            defaultValue = "none",
            enums = "none,file",
            description = "What is on the disk before a new entry gets its name: the file's data, or nothing for sure")
    private String fsync = "none";

    @UriParam(
            defaultValue = "false",
            description = "Of a file that grew, copy only the new end after all of the beginning was compared")
    private boolean append;

    CopyEndpoint(String uri, CopyComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        CopyComponent component = (CopyComponent) getComponent();
        Trees trees = component.getTrees();
        if (trees == null) {
            throw new IllegalArgumentException("copy: there is no bean of the type " + Trees.class.getName());
        }
        if (component.getClock() == null) {
            throw new IllegalArgumentException("copy: there is no bean of the type " + Clock.class.getName());
        }
        Removal removal = delete.equals("delete")
                ? new Deletion(trees.posix())
                : new Trash(trees.roots().target(), trees.posix(), component.getClock());
        Copier copier = new Copier(
                trees,
                component.getExclusions() == null
                        ? removal
                        : new SparingRemoval(removal, trees.posix(), component.getExclusions()),
                new CopyOptions(
                        Duration.ofSeconds(quietSeconds),
                        append,
                        fsync.equals("file"),
                        component.getBandwidth() == null ? new Bandwidth(0) : component.getBandwidth(),
                        component.rangeThreads()),
                component.getClock(),
                component.copyMeters());
        copier.begin();
        BatchCopier batches = new BatchCopier(
                copier,
                component.getShared() == null ? SharedWork.alone() : component.getShared(),
                component.getClock());
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                Message message = exchange.getMessage();
                if (message.getBody() instanceof Batch batch) {
                    message.setBody(batches.carryOut(batch));
                } else {
                    message.setBody(copier.carryOut(message.getMandatoryBody(Verdict.class)));
                }
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

    public String getFsync() {
        return fsync;
    }

    public void setFsync(String fsync) {
        this.fsync = fsync;
    }

    public boolean isAppend() {
        return append;
    }

    public void setAppend(boolean append) {
        this.append = append;
    }

    public long getQuietSeconds() {
        return quietSeconds;
    }

    public void setQuietSeconds(long quietSeconds) {
        this.quietSeconds = quietSeconds;
    }
}
