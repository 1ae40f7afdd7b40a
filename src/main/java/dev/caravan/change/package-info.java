/**
 * The types that one stage hands to the next: hints, tasks, verdicts, pages and gaps, and their tickets.
 *
 * <p>This package imports no stage. Everything in it is immutable or thread-safe.
 */
package dev.caravan.change;
