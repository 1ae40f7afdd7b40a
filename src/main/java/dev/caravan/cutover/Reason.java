package dev.caravan.cutover;

/**
 * One fact that the operator has to know before the switch.
 *
 * @param kind a key for programs, in kebab-case
 * @param bars true where it forbids the switch until it is mended; false where it only makes the freeze longer
 * @param sentence the fact itself
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
