/** What a person sees while a command runs: numbers with units, and one line of progress that is redrawn in place. */
package dev.caravan.terminal;
