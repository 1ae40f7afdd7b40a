package dev.caravan.walk;

import dev.caravan.entry.RelativePath;

/**
 * The request for a walk, as a body sent to {@code walk:}.
 *
 * @param directory the directory to walk
 * @param mayGoOn whether the rest of a walk of the whole tree that an earlier process could not finish is enough
 */
public record DueWalk(RelativePath directory, boolean mayGoOn) {}
