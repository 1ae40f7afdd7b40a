/**
 * What an operator sees of a migration, and the pause.
 *
 * <p>Enter the meters that the stages register, by name; leaves one MBean. Nothing here changes what is migrated. Attributes are
 * read by whichever thread asks, and may be a moment apart.
 */
package dev.caravan.monitor;
