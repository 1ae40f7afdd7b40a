package dev.caravan.fleet;

/** Kafka's client, which lies beside the jar or not. Needs none of its classes. Stateless; any thread. */
public final class KafkaLibrary {
    private static final String COMPONENT = "org/apache/camel/component/kafka/KafkaComponent.class";

    /** What to do where it is not there. */
    public static final String REMEDY =
            "put the folder lib of the build (camel-kafka.jar, kafka-clients.jar, lz4-java.jar, snappy-java.jar, zstd-jni.jar)"
                    + " beside caravan.jar";

    private KafkaLibrary() {}

    /** True where it is there. */
    public static boolean isThere() {
        return KafkaLibrary.class.getClassLoader().getResource(COMPONENT) != null;
    }
}
