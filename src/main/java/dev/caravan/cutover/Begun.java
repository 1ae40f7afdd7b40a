package dev.caravan.cutover;

/**
 * The answer to a request to begin a cut-over.
 *
 * @param reason why it was refused; null where it was accepted
 */
record Begun(boolean accepted, String reason) {
    static final Begun ACCEPTED = new Begun(true, null);

    static Begun refused(String reason) {
        return new Begun(false, reason);
    }
}
