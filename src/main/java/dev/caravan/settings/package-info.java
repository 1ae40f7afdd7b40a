/** The settings: where they come from, what they may be, and the one table of their keys. */
package dev.caravan.settings;
