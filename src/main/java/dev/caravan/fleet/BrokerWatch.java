package dev.caravan.fleet;

import dev.caravan.control.LastingFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the brokers answer: says once that they do not, and once that they do again. Thread-safe. */
public final class BrokerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);

    private final String brokers;
    private final String consequence;
    private final LastingFault away = new LastingFault();

    /**
     * Watches these brokers.
     *
     * @param consequence what happens meanwhile, for a person
     */
    public BrokerWatch(String brokers, String consequence) {
        this.brokers = brokers;
        this.consequence = consequence;
    }

    void failed(String why) {
        if (away.begins()) {
            LOG.warn("brokers {}: do not answer: {}; {}", brokers, why, consequence);
        }
    }

    void answered() {
        if (away.lasts() && away.ends()) {
            LOG.info("brokers {}: answer again", brokers);
        }
    }

    /** True where they did not answer when they were last asked. */
    public boolean areAway() {
        return away.lasts();
    }
}
