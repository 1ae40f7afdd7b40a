package dev.caravan.settings;

import java.util.Optional;

/** All settings, and the form of each. {@code config/application.properties} explains them and has their defaults. */
public enum Key {
    SOURCE("caravan.source", Form.TEXT),
    TARGET("caravan.target", Form.TEXT),
    READ_ROOT("caravan.read-root", Form.TEXT),
    STATE("caravan.state", Form.TEXT),
    EXCLUDE("caravan.exclude", Form.TEXT),
    MOUNTS("caravan.mounts", Form.TEXT),
    ACCEPT("caravan.accept", Form.TEXT),
    DELETE("caravan.delete", Form.oneOf("trash", "delete", "keep")),
    DELETE_MAX_ENTRIES("caravan.delete.max-entries", Form.whole(1)),
    TAIL_PATH("caravan.tail.path", Form.TEXT),
    TAIL_START("caravan.tail.start", Form.oneOf("end", "beginning")),
    TAIL_INCLUDE("caravan.tail.include", Form.TEXT),
    TAIL_BATCH_BYTES("caravan.tail.batch-bytes", Form.whole(1)),
    TAIL_MAX_LINE_BYTES("caravan.tail.max-line-bytes", Form.whole(1)),
    TAIL_POLL_MILLIS("caravan.tail.poll-millis", Form.whole(1)),
    TAIL_LINGER_SECONDS("caravan.tail.linger-seconds", Form.whole(1)),
    FEEDS("caravan.feeds", Form.names()),
    AGENTS("caravan.agents", Form.agents()),
    FLEET_BROKERS("caravan.fleet.brokers", Form.TEXT),
    FLEET_TOPIC("caravan.fleet.topic", Form.name()),
    FLEET_GROUP("caravan.fleet.group", Form.name()),
    FLEET_NAME("caravan.fleet.name", Form.name()),
    FLEET_SESSION_MILLIS("caravan.fleet.session-millis", Form.whole(1000)),
    FLEET_PARTITIONS("caravan.fleet.partitions", Form.whole(1)),
    FLEET_PROPERTIES("caravan.fleet.properties", Form.TEXT),
    OPLOG_PATH("caravan.oplog.path", Form.TEXT),
    OPLOG_BATCH_LINES("caravan.oplog.batch-lines", Form.whole(1)),
    OPLOG_BATCH_MILLIS("caravan.oplog.batch-millis", Form.whole(1)),
    OPLOG_RETRY_MILLIS("caravan.oplog.retry-millis", Form.whole(1)),
    PARSE_DIALECT("caravan.parse.dialect", Form.oneOf("ccdbfs", "moosefs")),
    PARSE_ZONE("caravan.parse.zone", Form.TEXT),
    RESOLVE_COMMAND("caravan.resolve.command", Form.TEXT),
    RESOLVE_DIRECTORY("caravan.resolve.directory", Form.TEXT),
    RESOLVE_PATTERN("caravan.resolve.pattern", Form.pattern(1)),
    RESOLVE_PREFIX("caravan.resolve.prefix", Form.TEXT),
    RESOLVE_GONE_PATTERN("caravan.resolve.gone-pattern", Form.pattern(0)),
    RESOLVE_ANSWER_SECONDS("caravan.resolve.answer-seconds", Form.whole(1)),
    SETTLE_QUIET_SECONDS("caravan.settle.quiet-seconds", Form.whole(0)),
    SETTLE_ECHO_SECONDS("caravan.settle.echo-seconds", Form.whole(0)),
    SETTLE_LOOK_AGAIN_HOURS("caravan.settle.look-again-hours", Form.whole(0)),
    SETTLE_MAX_LOOK_AGAIN_PATHS("caravan.settle.max-look-again-paths", Form.whole(1)),
    SETTLE_HEARTBEAT_MILLIS("caravan.settle.heartbeat-millis", Form.whole(1)),
    SETTLE_MAX_HOLD_SECONDS("caravan.settle.max-hold-seconds", Form.whole(1)),
    SETTLE_MAX_HELD_PATHS("caravan.settle.max-held-paths", Form.whole(1)),
    SETTLE_CHECK_MILLIS("caravan.settle.check-millis", Form.whole(1)),
    WALK_ENABLED("caravan.walk.enabled", Form.FLAG),
    WALK_WORKERS("caravan.walk.workers", Form.whole(1)),
    WALK_MAX_HARD_LINKS("caravan.walk.max-hard-links", Form.whole(1)),
    WALK_EVERY_HOURS("caravan.walk.every-hours", Form.whole(0)),
    WALK_HEAL_SECONDS("caravan.walk.heal-seconds", Form.whole(1)),
    WALK_CHECK_MILLIS("caravan.walk.check-millis", Form.whole(1)),
    COPY_WORKERS("caravan.copy.workers", Form.whole(1)),
    COPY_XATTRS("caravan.copy.xattrs", Form.FLAG),
    COPY_APPEND("caravan.copy.append", Form.FLAG),
    COPY_FSYNC("caravan.copy.fsync", Form.oneOf("none", "file")),
    COPY_BANDWIDTH_BYTES_PER_SECOND("caravan.copy.bandwidth-bytes-per-second", Form.rate()),
    FAILURES_REDELIVERIES("caravan.failures.redeliveries", Form.whole(0)),
    FAILURES_REDELIVERY_DELAY_MILLIS("caravan.failures.redelivery-delay-millis", Form.whole(1)),
    FAILURES_REDELIVERY_FACTOR("caravan.failures.redelivery-factor", Form.whole(1)),
    FAILURES_REDELIVERY_MAX_MILLIS("caravan.failures.redelivery-max-millis", Form.whole(1)),
    FAILURES_RETRY_SECONDS("caravan.failures.retry-seconds", Form.whole(1)),
    FAILURES_CHECK_MILLIS("caravan.failures.check-millis", Form.whole(1));

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // forms are functions without a state
    private final Form form;

    Key(String key, Form form) {
        this.key = key;
        this.form = form;
    }

    /** The key in the configuration file. */
    public String key() {
        return key;
    }

    /** The fault of this value, for a person; empty where it has none. */
    Optional<String> fault(String value) {
        return form.fault(value).map(fault -> key + ": " + fault);
    }

    @Override
    public String toString() {
        return key;
    }
}
