/**
 * How an entry of the target is removed: moved to the trash, from which it can be restored, or deleted; excluded
 * entries are spared. Thread-safe.
 */
package dev.caravan.removal;
