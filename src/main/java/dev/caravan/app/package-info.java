/**
 * Puts the stages together: gives the routes their beans, starts and stops the whole in order, and answers the commands' questions.
 * It knows every stage; no stage knows it.
 */
package dev.caravan.app;
