package dev.caravan.change;

/**
 * What a command asks of the Caravan that runs in another process, to cut over; all answers are JSON objects on one line. Any thread.
 */
public interface CutoverPort {
    /**
     * Whether one may switch now, each reason why not with what mends it, and a forecast of the freeze; changes nothing.
     *
     * @param optionsJson as for {@link #begin}
     */
    String readiness(String optionsJson);

    /**
     * Begins to cut over; {@link #progress} tells the rest.
     *
     * @param optionsJson an object; what it does not name has its default
     * @return {@code accepted}, and where it is false {@code reason}
     */
    String begin(String optionsJson);

    /** How far the cut-over is, or how the last one ended; {@code outcome} is {@code NONE} where there was none. */
    String progress();

    /** Ends a cut-over that is under way; it can be repeated. Nothing happens where there is none. */
    void abort();
}
