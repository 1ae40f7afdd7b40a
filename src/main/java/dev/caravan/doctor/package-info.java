/**
 * Tries everything that a run needs before there is one: each examination is a class, and tells what it found in lines.
 *
 * <p>Nothing is left on either side or in the state; on the target a folder is made in its {@code .caravan} and removed again.
 */
package dev.caravan.doctor;
