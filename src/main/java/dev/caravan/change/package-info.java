/**
 * What one stage hands to the next: hints, tasks, verdicts, pages and gaps, and the tickets that go with them.
 *
 * <p>Imports no stage. Everything here is immutable or safe for any thread.
 */
package dev.caravan.change;
