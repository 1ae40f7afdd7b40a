/**
 * The MBean of a migration: what an operator sees of it, sets, and asks for while it runs.
 *
 * <p>Enters: the meters that the stages register, by name. Leaves: one MBean. Nothing here reads or changes the two
 * trees itself. Any thread may read the attributes; values that are read together may be a moment apart.
 */
package dev.caravan.monitor;
