/**
 * Follows a growing log, wherever it rotates to.
 *
 * <p>Enters: the log and its rotated siblings, plain or {@code .gz}, that stand in its directory and begin with its name. Leaves:
 * batches of whole lines as raw bytes under one ticket, one Exchange each, on the endpoint's one thread; a route that takes its
 * time is the back-pressure, the log is the buffer.
 *
 * <p>May repeat: everything after the low-water mark when it starts again; a whole file where a name, a time and a content do not
 * tell whether it was read. May be lost, and is a gap then: what stood in a file that was truncated, deleted or damaged before it
 * was read, and lines longer than the bound. Once a newer file holds a byte, a file that was renamed is read on beside it for a
 * while, in which the mark stays at its end; then it is closed, its last line may be cut where it has no newline, and what a writer
 * adds to it after that is a gap. What follows a line that matters and does not begin as a line does is handed on with it, and so is
 * a line within which another one begins. A number after the log's name counts backwards ({@code .1} is the newest),
 * a date forwards.
 */
package dev.caravan.tail;
