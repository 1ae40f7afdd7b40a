/** What a person sees while a command runs: numbers with units, and one line that is drawn again in its place. */
package dev.caravan.terminal;
