package dev.caravan.change;

import java.util.List;
import java.util.function.Consumer;

/**
 * Some entries of one directory, as the walk hands them on.
 *
 * @param directory that holds them
 * @param entries at most 512, named by the source, the target or both
 * @param origin {@link Task.Origin#WALK}, or {@link Task.Origin#WALKED} for a directory that was walked through
 * @param ticket of the walk; held by the walk until the hand-over returns
 * @param subdirectories told of each entry that is a directory of the source, to be walked next
 */
public record Page(
        RelativePath directory,
        List<RelativePath> entries,
        Task.Origin origin,
        Ticket ticket,
        Consumer<RelativePath> subdirectories) {}
