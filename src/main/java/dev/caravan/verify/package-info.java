/**
 * Proves that two trees are equal, or lists their differences.
 *
 * <p>Enters: pages of a walk of its own. Leaves: outcomes, counted and reported, and tasks for the findings that are to
 * be repaired, where a repair was requested. Nothing is changed on either side. A finding is checked by a second look
 * before it is reported, since people go on working; a finding that is younger than the quiet period is also counted as
 * young. No entry is passed over silently: where a look fails, that is an error, and trees with errors are not equal. A
 * page is compared on the caller's thread, and large files on a pool of the pass.
 */
package dev.caravan.verify;
