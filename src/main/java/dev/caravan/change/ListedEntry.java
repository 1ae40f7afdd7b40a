package dev.caravan.change;

import dev.caravan.entry.RelativePath;

/**
 * An entry as the listings of its directory showed it.
 *
 * @param onSource whether the source's listing named it
 * @param onTarget whether the target's listing named it; an entry that it did not name was not there then, and only
 *     Caravan makes entries there
 */
public record ListedEntry(RelativePath path, boolean onSource, boolean onTarget) {
    /** An entry of which no listing told: both sides have to be looked at. */
    public static ListedEntry unknown(RelativePath path) {
        return new ListedEntry(path, true, true);
    }
}
