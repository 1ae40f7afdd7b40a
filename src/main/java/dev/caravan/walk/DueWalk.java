package dev.caravan.walk;

import dev.caravan.entry.RelativePath;

/**
 * A walk that is to begin, for {@code walk:}.
 *
 * @param directory where
 * @param mayGoOn whether the rest of one of the whole tree will do that an earlier process was kept from
 */
public record DueWalk(RelativePath directory, boolean mayGoOn) {}
