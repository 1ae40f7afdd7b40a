/** The settings: where they come from, their forms, and the one table of their keys. */
package dev.caravan.settings;
