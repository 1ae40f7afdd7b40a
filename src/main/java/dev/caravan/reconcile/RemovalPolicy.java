package dev.caravan.reconcile;

/**
 * What becomes of what the source does not have.
 *
 * @param keep leave it on the target
 * @param maxEntriesOfPass how many removals one walk may ask for; more stop them, as a sign that something is wrong
 */
public record RemovalPolicy(boolean keep, int maxEntriesOfPass) {}
