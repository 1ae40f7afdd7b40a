/**
 * What holds back or ends a running Caravan: the gate, which pauses it; the freeze of a cut-over; the request to read a
 * log to its end; threads whose failure ends the process; and work that several threads share. Thread-safe.
 */
package dev.caravan.control;
