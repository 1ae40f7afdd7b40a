/**
 * The file system calls that Java does not have, and the others beside them, so that one interface holds all that a copy does.
 *
 * <p>{@link dev.caravan.posix.Posix} is that interface. {@link dev.caravan.posix.NativePosix} calls the C library;
 * {@link dev.caravan.posix.PortablePosix} makes do with what the Java platform offers, and says what it cannot. No state but
 * open directories and files. Any thread.
 */
package dev.caravan.posix;
