/** The command line: one class for each command. Nothing in this package moves data itself. */
package dev.caravan.cli;
