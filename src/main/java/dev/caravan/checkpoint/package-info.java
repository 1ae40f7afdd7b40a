/**
 * What has to survive a crash: how far each feed is done, which stretches of it are missing, and which paths failed.
 *
 * <p>Input: tickets, gaps and failures. Output: the low-water mark, and paths to retry. A mark may be a second or more
 * behind, so that work is repeated after a crash; it is never ahead. A gap or a failure is on disk before the call that
 * records it returns. Tickets are released by any thread; marks are written by the scheduler's thread, gaps and
 * failures by the caller's.
 */
package dev.caravan.checkpoint;
