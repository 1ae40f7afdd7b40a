/**
 * What must survive a crash: how far each feed is done, which stretches of it are missing, which paths failed.
 *
 * <p>Enter tickets, gaps and failures; leave the low-water mark, and hints for what failed. A mark may be up to a second behind,
 * so that work is repeated after a crash; it is never ahead. A gap or a failure is on disk before the call that brings it returns.
 * Tickets are released by any thread; marks are written by the scheduler's thread, gaps and failures by the caller's.
 */
package dev.caravan.checkpoint;
