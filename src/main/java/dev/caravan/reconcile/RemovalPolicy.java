package dev.caravan.reconcile;

/**
 * What to do with entries of the target that the source does not have.
 *
 * @param keep true: they stay on the target
 * @param maxEntriesOfPass how many entries one walk may remove; more are a sign of a fault, and stop its removals
 */
public record RemovalPolicy(boolean keep, int maxEntriesOfPass) {}
