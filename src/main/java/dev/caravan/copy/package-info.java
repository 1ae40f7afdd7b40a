/**
 * Makes one entry of the target equal to the source's, whole or not at all.
 *
 * <p>The way of an entry: {@code Copier} opens its {@code Place} by {@code Parents}, makes it anew by type ({@code FileCopy} for files,
 * with {@code LargeFile} and {@code Growth}; {@code NewEntries} for all others; {@code Links} for a further name), gives it its
 * {@code Attributes}, and puts it in the old one's place by a {@code Replacement}.
 *
 * <p>Enters: a verdict that says apply or remove. Leaves: the verdict that this came to: applied, or wait where the source changed
 * meanwhile. The source is only read. Whatever is new is made under a temporary name beside its place, finished, and renamed
 * over it; only a file that grew may be lengthened where it stands. What has to go goes to the trash. Doing it twice does no harm, and a crash leaves the old entry or the new one, and
 * perhaps a temporary file that the next try replaces. Runs on the thread of whoever brings the verdict; an
 * {@link java.io.IOException} means that the entry stands as it stood and may be tried again.
 */
package dev.caravan.copy;
