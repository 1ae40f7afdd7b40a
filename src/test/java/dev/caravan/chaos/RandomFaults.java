package dev.caravan.chaos;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Which calls fail: one in so many, drawn. Any thread. */
public final class RandomFaults implements RandomFaultsMBean {
    /** What JMX knows it by. */
    public static final ObjectName NAME = name();

    static final String CALLS_PER_FAULT = "chaos.calls-per-fault";
    static final String SEED = "chaos.seed";

    private final Random random;
    private final AtomicLong faults = new AtomicLong();
    private volatile long callsPerFault;

    private RandomFaults(long callsPerFault, long seed) {
        this.callsPerFault = callsPerFault;
        random = new Random(seed);
    }

    /** As the command line of this process says; none where it does not. */
    public static RandomFaults ofSystemProperties() {
        return new RandomFaults(Long.getLong(CALLS_PER_FAULT, 0), Long.getLong(SEED, 0));
    }

    private static ObjectName name() {
        try {
            return new ObjectName("chaos:type=RandomFaults");
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    /** True where this call is to fail. */
    boolean draw() {
        long calls = callsPerFault;
        boolean fails = calls > 0 && random.nextDouble() * calls < 1;
        if (fails) {
            faults.incrementAndGet();
        }
        return fails;
    }

    /** True as often as false: whether what fails was done all the same. */
    boolean isDone() {
        return random.nextBoolean();
    }

    @Override
    public long getCallsPerFault() {
        return callsPerFault;
    }

    @Override
    public void setCallsPerFault(long calls) {
        callsPerFault = calls;
    }

    @Override
    public long getFaults() {
        return faults.get();
    }
}
