package dev.caravan.change;

/**
 * A ticket that belongs to no feed and calls back when its last holder has released it. It covers
 * no other ticket. Thread-safe.
 */
public final class CallbackTicket extends CountedHolders {
    private final String name;
    private final Runnable released;

    /**
     * A ticket with one holder.
     *
     * @param name its name in messages, such as {@code a walk's ticket}
     * @param released called once, on the thread of its last holder
     */
    public CallbackTicket(String name, Runnable released) {
        this.name = name;
        this.released = released;
    }

    @Override
    protected void released() {
        released.run();
    }

    @Override
    public boolean covers(Ticket other) {
        return CompositeTicket.partsOf(other).stream().allMatch(this::equals);
    }

    @Override
    public String toString() {
        return name;
    }
}
