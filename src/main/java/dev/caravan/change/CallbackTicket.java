package dev.caravan.change;

/** A ticket of no feed, which tells when its last holder has released it. It covers no other, and stands beside each. */
public final class CallbackTicket extends CountedHolders {
    private final String name;
    private final Runnable released;

    /**
     * A ticket with one holder.
     *
     * @param name for a person, such as {@code a walk's ticket}
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
