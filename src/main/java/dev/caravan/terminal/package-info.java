/**
 * What a person sees while a command runs: numbers with units, one line of progress that is redrawn in place, and the
 * log's lines.
 */
package dev.caravan.terminal;
