package dev.caravan.verify;

import java.util.Optional;

/**
 * A pass, and where a repair was asked for, what a second look at all that it had found came to.
 *
 * @param repaired of the findings of the pass, those that are none any more
 */
public record Verification(Summary pass, Optional<Summary> afterRepair, long repaired) {
    /** True where the trees are equal now. */
    public boolean isEqual() {
        return afterRepair.map(after -> after.isEqual() && pass.complete()).orElse(pass.isEqual());
    }
}
