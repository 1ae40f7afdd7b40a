package dev.caravan.chaos;

/** How often calls fail, over JMX. */
public interface RandomFaultsMBean {
    long getCallsPerFault();

    /** 0: none fails from now on. */
    void setCallsPerFault(long calls);

    long getFaults();
}
