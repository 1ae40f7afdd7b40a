/**
 * Follows a growing log, wherever it rotates to.
 *
 * <p>Input: the log and its rotated files, plain or {@code .gz}: the files in its directory whose names begin with its
 * name. Output: batches of whole lines as raw bytes, one Exchange with one ticket for each batch, all on the endpoint's
 * one thread. A slow route slows the reading down (back-pressure): the log itself is the buffer.
 *
 * <p>Repeats: after a restart, everything after the low-water mark; and a whole file where its name, mtime and content
 * do not tell whether it was read.
 *
 * <p>Losses, each recorded as a gap: the unread part of a file that was truncated, deleted or damaged, and lines that
 * are longer than the bound.
 *
 * <p>Rotation: once a newer file holds a byte, the renamed file is read on beside it for a while, during which the mark
 * stays at its end. Then it is closed; its last line may be cut where it has no newline, and whatever a writer adds
 * after that is a gap. A number after the log's name counts backwards ({@code .1} is the newest), a date forwards.
 *
 * <p>Names with newlines: a line that follows a line of interest and does not begin as a log line does is handed on
 * with it, and so is a line that has another line's begin within it.
 */
package dev.caravan.tail;
