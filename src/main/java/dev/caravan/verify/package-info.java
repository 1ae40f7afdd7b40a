/**
 * Proves that two trees are equal, or says in what they are not.
 *
 * <p>Enters: pages of a walk of its own. Leaves: outcomes, counted and reported; and tasks for what is to be mended, where that was
 * asked for. It changes nothing, on either side. A difference is looked at twice before it is told, since people go on working; one
 * that is younger than the quiet period is counted apart. Nothing may be lost: what could not be looked at is an error, and two
 * trees with errors are not equal. A page runs on the thread of whoever brings it, large files on a pool of a pass's own.
 */
package dev.caravan.verify;
