package dev.caravan.chaos;

import java.util.List;
import java.util.Random;

/**
 * How the source's client writes its log.
 *
 * @param lostCanariesPercent of the lookups of names that do not exist, how many it does not log
 * @param linesPerTorn one line in so many is cut, and the next stands right behind it; 0: none
 * @param linesPerHalf one line in so many is written in two parts with a pause between them; 0: none
 */
record Manners(int lostCanariesPercent, int linesPerTorn, int linesPerHalf) {
    static Manners draw(Random random) {
        return new Manners(pick(random, 0, 2, 15, 100), pick(random, 0, 400, 4000), pick(random, 0, 500));
    }

    /** From now on nothing is torn; what it does not tell it still does not tell. */
    Manners calm() {
        return new Manners(lostCanariesPercent, 0, 0);
    }

    private static int pick(Random random, Integer... choices) {
        return List.of(choices).get(random.nextInt(choices.length));
    }
}
