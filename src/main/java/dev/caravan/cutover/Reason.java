package dev.caravan.cutover;

/**
 * What an operator has to know before the switch.
 *
 * @param kind for programs, in kebab-case
 * @param bars one may not switch until it is mended; else it only makes the freeze longer
 * @param sentence what it is
 * @param remedy the command that mends it, or what to wait for
 */
public record Reason(String kind, boolean bars, String sentence, String remedy) {
    static Reason bar(String kind, String sentence, String remedy) {
        return new Reason(kind, true, sentence, remedy);
    }

    static Reason note(String kind, String sentence, String remedy) {
        return new Reason(kind, false, sentence, remedy);
    }

    @Override
    public String toString() {
        return sentence + ": " + remedy;
    }
}
