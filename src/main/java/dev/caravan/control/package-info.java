/**
 * What holds a running Caravan back or ends it: the gate of a pause, the freeze of a cut-over, the reading on before its end, and
 * threads whose failure ends the process. Any thread.
 */
package dev.caravan.control;
