/**
 * What an operator sees of a migration, the pause, and what can be set and asked for while it runs.
 *
 * <p>Enter the meters that the stages register, by name; leaves one MBean. Nothing here changes what is migrated. Attributes are
 * read by whichever thread asks, and may be a moment apart.
 */
package dev.caravan.monitor;
