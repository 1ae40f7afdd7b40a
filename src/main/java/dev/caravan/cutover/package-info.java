/**
 * Says whether one may switch to the target now, and does what is left to do once nobody writes to the source any more.
 *
 * <p>Enters: the situation of the running Caravan, through {@link dev.caravan.cutover.RunningMigration}, and samples of what it does, for
 * the forecast. Leaves: reasons with what mends them; the steps of {@link dev.caravan.cutover.Step}, of which the last is a marker
 * after which nothing is written to the target again; and the evidence, a file for programs and a page for people.
 *
 * <p>Everything may be repeated: until the marker is written, an end at any moment leaves what was there before, a Caravan that
 * follows on, or a target that stays the live side. The question is answered on the thread of whoever asks, the steps run on one thread of their own.
 */
package dev.caravan.cutover;
