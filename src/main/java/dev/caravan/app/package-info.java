/**
 * Puts the stages together: binds the beans of the routes, starts and stops everything in order, and answers the
 * commands' questions. It knows every stage; no stage knows it.
 */
package dev.caravan.app;
