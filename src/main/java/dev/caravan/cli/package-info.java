/** The command line: one class a command, the settings, and nothing that moves data. With {@code Caravan}, it knows every stage. */
package dev.caravan.cli;
