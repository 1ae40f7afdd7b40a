/**
 * The shared vocabulary: what one stage hands to the next.
 *
 * <p>Imports no stage. Everything here is immutable or safe for any thread.
 */
package dev.caravan.change;
