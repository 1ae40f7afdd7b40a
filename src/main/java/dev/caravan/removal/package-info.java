/**
 * What becomes of an entry of the target that has to go: into the trash, from which it can be put back, or deleted; with nothing of
 * what is excluded. Any thread.
 */
package dev.caravan.removal;
