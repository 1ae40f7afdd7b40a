/**
 * The file system calls that a copy needs, those that Java lacks included, behind one interface.
 *
 * <p>{@link dev.caravan.posix.Posix} is that interface. {@link dev.caravan.posix.NativePosix} calls the C library;
 * {@link dev.caravan.posix.PortablePosix} uses only what the Java platform offers, and tells what it cannot do. There
 * is no state but open directories and files. Thread-safe.
 */
package dev.caravan.posix;
