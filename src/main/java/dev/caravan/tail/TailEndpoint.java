package dev.caravan.tail;

import dev.caravan.change.OffsetStore;
import dev.caravan.entry.FileNames;
import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Follow a growing log through its rotations, in batches of whole lines.
 *
 * <p>Each Exchange has a {@link dev.caravan.change.LineBatch} as its body.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "tail",
        title = "Tail",
        syntax = "tail:name",
        consumerOnly = true,
        remote = false,
        category = {Category.FILE})
public class TailEndpoint extends DefaultEndpoint {
    static final int LEAST_LINE_BYTES = 16;
    static final int MOST_BYTES = 1 << 30;

    @UriPath(description = "Name of the feed, in gaps and metrics.")
    @Metadata(required = true)
    private String name;

    @UriParam(description = "The live log. Rotated files are looked for beside it. Empty: nothing is followed.")
    private String path;

    @UriParam(
            defaultValue = "END",
            description =
                    "Where a log is begun that was never followed before: after what is in it, or with its first byte.")
    private Start start = Start.END;

    @UriParam(description = "Text that a line must hold to be handed on, compared as UTF-8. Empty: all lines.")
    private String include;

    @UriParam(description = "Where the position is kept. Must be given where a path is.")
    private OffsetStore<LogPosition> offsets;

    @UriParam(defaultValue = "262144", description = "Bytes read at a time.")
    private int batchBytes = 262_144;

    @UriParam(defaultValue = "65536", description = "Bytes of the longest line that is not discarded.")
    private int maxLineBytes = 65_536;

    @UriParam(defaultValue = "250", description = "Milliseconds between two looks at a log that did not grow.")
    private long pollMillis = 250;

    @UriParam(
            defaultValue = "60",
            description = "Seconds for which a log that was renamed is read on beside the next one. 0: not at all.")
    private long lingerSeconds = 60;

    TailEndpoint(String uri, TailComponent component) {
        super(uri, component);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        TailConsumer consumer = new TailConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(getEndpointUri() + ": a log is only read; use tail: in from:");
    }

    /** False where no path is given. */
    boolean isFollowing() {
        return path != null && !path.isBlank();
    }

    /** Checks what was configured. */
    Follower.Settings settings() {
        check(offsets != null, "offsets: expected an offset store, such as #clientLogOffsets, found none");
        check(component().getGapRecorder() != null, "expected one gap recorder in the registry, found none or several");
        checkRange("maxLineBytes", maxLineBytes, LEAST_LINE_BYTES, MOST_BYTES);
        checkRange("batchBytes", batchBytes, 1, MOST_BYTES);
        checkRange("pollMillis", pollMillis, 1, Integer.MAX_VALUE);
        checkRange("lingerSeconds", lingerSeconds, 0, Integer.MAX_VALUE);
        return new Follower.Settings(
                name,
                FileNames.ofText(path),
                start,
                include == null ? "" : include,
                batchBytes,
                maxLineBytes,
                Duration.ofSeconds(lingerSeconds));
    }

    private void checkRange(String option, long found, long least, long most) {
        check(found >= least && found <= most, option + ": expected " + least + " to " + most + ", found " + found);
    }

    private void check(boolean sound, String fault) {
        if (!sound) {
            throw new IllegalArgumentException("tail:" + name + ": " + fault);
        }
    }

    TailComponent component() {
        return (TailComponent) getComponent();
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getPath() {
        return path;
    }

    public void setPath(String path) {
        this.path = path;
    }

    public Start getStart() {
        return start;
    }

    public void setStart(Start start) {
        this.start = start;
    }

    public String getInclude() {
        return include;
    }

    public void setInclude(String include) {
        this.include = include;
    }

    public OffsetStore<LogPosition> getOffsets() {
        return offsets;
    }

    public void setOffsets(OffsetStore<LogPosition> offsets) {
        this.offsets = offsets;
    }

    public int getBatchBytes() {
        return batchBytes;
    }

    public void setBatchBytes(int batchBytes) {
        this.batchBytes = batchBytes;
    }

    public int getMaxLineBytes() {
        return maxLineBytes;
    }

    public void setMaxLineBytes(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    public long getLingerSeconds() {
        return lingerSeconds;
    }

    public void setLingerSeconds(long lingerSeconds) {
        this.lingerSeconds = lingerSeconds;
    }

    public long getPollMillis() {
        return pollMillis;
    }

    public void setPollMillis(long pollMillis) {
        this.pollMillis = pollMillis;
    }
}
