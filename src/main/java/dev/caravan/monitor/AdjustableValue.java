package dev.caravan.monitor;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A number that an operator may read and set while the migration runs. Any thread.
 *
 * @param set throws {@link IllegalArgumentException}, which says what to mend, where the number is out of its range
 */
public record AdjustableValue(LongSupplier get, LongConsumer set) {}
