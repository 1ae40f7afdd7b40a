package dev.caravan.cutover;

/**
 * Whether a cut-over was begun.
 *
 * @param reason why not; null where it was
 */
record Begun(boolean accepted, String reason) {
    static final Begun ACCEPTED = new Begun(true, null);

    static Begun refused(String reason) {
        return new Begun(false, reason);
    }
}
