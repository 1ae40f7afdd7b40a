package dev.caravan.change;

/** The commands for a cut-over that a running Caravan takes. All answers are JSON objects on one line. Thread-safe. */
public interface CutoverPort {
    /**
     * Whether a cut-over may begin now: each obstacle with its remedy, and a forecast of the freeze. Changes nothing.
     *
     * @param optionsJson as for {@link #begin}
     */
    String readiness(String optionsJson);

    /**
     * Begins a cut-over; {@link #progress} tells the rest.
     *
     * @param optionsJson an object; options that it does not name have their defaults
     * @return {@code accepted}, and {@code reason} where that is false
     */
    String begin(String optionsJson);

    /** How far the cut-over is, or how the last one ended; {@code outcome} is {@code NONE} where there was none. */
    String progress();

    /** Aborts a cut-over that is under way; another one may begin later. Nothing happens where there is none. */
    void abort();
}
