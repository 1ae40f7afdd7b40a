/** The command line: one class a command, and nothing that moves data. */
package dev.caravan.cli;
