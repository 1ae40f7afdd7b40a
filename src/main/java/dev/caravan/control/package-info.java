/**
 * What holds back or ends a running Caravan: the gate, which pauses it; the freeze of a cut-over; the request to read a
 * log to its end; and threads whose failure ends the process. Thread-safe.
 */
package dev.caravan.control;
