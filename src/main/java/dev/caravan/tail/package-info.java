/**
 * Follows a growing log, wherever it rotates to.
 *
 * <p>Enters: the log and its rotated siblings, plain or {@code .gz}, that stand in its directory and begin with its name. Leaves:
 * batches of whole lines as raw bytes under one ticket, one Exchange each, on the endpoint's one thread; a route that takes its
 * time is the back-pressure, the log is the buffer.
 *
 * <p>May repeat: everything after the low-water mark when it starts again; a whole file where a name, a time and a content do not
 * tell whether it was read. May be lost, and is a gap then: what stood in a file that was truncated, deleted or damaged before it
 * was read, and lines longer than the bound. A file is closed, and its last line whole without a newline, once a newer file holds
 * a byte; what a writer adds to it after that is not read. A number after the log's name counts backwards ({@code .1} is the newest),
 * a date forwards.
 */
package dev.caravan.tail;
