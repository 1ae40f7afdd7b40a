/**
 * Tests everything that a run needs before it is started: each examination is a class that prints its findings.
 *
 * <p>Nothing is left on either side or in the state folder; on the target a folder is made in {@code .caravan} and
 * removed again. Single-threaded.
 */
package dev.caravan.doctor;
