/**
 * Decides whether users can be switched to the target now, and runs the last steps once nobody writes to the source.
 *
 * <p>Input: the running migration's situation, through {@link dev.caravan.cutover.RunningMigration}, and samples of its
 * counters for the forecast. Output: reasons against a switch, each with its remedy; the steps of
 * {@link dev.caravan.cutover.Step}, the last of which writes a marker that forbids further writes to the target; and
 * the evidence, as a JSON file and a text page.
 *
 * <p>Every step can be repeated. Until the marker is written, a stop or crash at any moment leaves what was there
 * before: a migration that goes on, or, in a repeated cut-over, a target that is still the live side. The caller's
 * thread computes the readiness; the steps run on one thread of their own.
 */
package dev.caravan.cutover;
