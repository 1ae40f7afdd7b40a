package dev.caravan.fleet;

/** Kafka's client, which lies beside the jar or not. Needs none of its classes. Stateless; any thread. */
public final class KafkaLibrary {
    private static final String COMPONENT = "org/apache/camel/component/kafka/KafkaComponent.class";

    private KafkaLibrary() {}

    /** True where it is there. */
    public static boolean isThere() {
        return KafkaLibrary.class.getClassLoader().getResource(COMPONENT) != null;
    }
}
