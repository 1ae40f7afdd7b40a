package dev.caravan.change;

import dev.caravan.entry.RelativePath;

/**
 * An entry as the listings of its directory showed it.
 *
 * @param onSource whether the source's listing named it
 * @param onTarget whether the target's did; what it did not name was not there then, and only Caravan puts anything there
 */
public record ListedEntry(RelativePath path, boolean onSource, boolean onTarget) {
    /** An entry that no listing told of: both sides have to be asked. */
    public static ListedEntry unknown(RelativePath path) {
        return new ListedEntry(path, true, true);
    }
}
