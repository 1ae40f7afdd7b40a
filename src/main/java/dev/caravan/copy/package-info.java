/**
 * Makes one entry of the target equal to the source's, whole or not at all.
 *
 * <p>The way of an entry is in {@code Copier.replace}: {@code FileCopy} makes a file, {@code NewEntries} any other entry or a further
 * name of a file, both with its {@code Attributes}; a {@code SecondLook} finds the source unchanged; and the {@code Replacement} takes
 * the old entry's place. {@code Outcomes} says what came of it. {@code Links} knows the names that lead to one file.
 *
 * <p>Enters: a verdict that says apply or remove. Leaves: the verdict that this came to: applied, or wait where the source changed
 * meanwhile. The source is only read. Whatever is new is made under a temporary name beside its place, finished, and renamed
 * over it; only a file that grew may be lengthened where it stands. What has to go goes to the trash. Doing it twice does no harm,
 * and a crash leaves the old entry or the new one, and perhaps a temporary file that the next try replaces. Runs on the thread of whoever brings the verdict; an
 * {@link java.io.IOException} means that the entry stands as it stood and may be tried again.
 */
package dev.caravan.copy;
