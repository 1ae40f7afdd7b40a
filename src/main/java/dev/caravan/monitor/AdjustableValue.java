package dev.caravan.monitor;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A number that an operator may read and set while the migration runs. Thread-safe.
 *
 * @param get returns the present number
 * @param set sets the number; throws {@link IllegalArgumentException}, whose message says what to correct, where it is
 *     out of range
 */
public record AdjustableValue(LongSupplier get, LongConsumer set) {}
