/**
 * Makes one entry of the target equal to the source's, whole or not at all.
 *
 * <p>{@code Copier.replace} shows the steps. {@code FileCopy} makes a file; {@code NewEntries} makes any other entry,
 * or a further hard link to a file. {@code Attributes} sets the owner, mode, times and extended attributes.
 * {@code SecondLook} checks that the source is unchanged, and {@code Replacement} renames the new entry over the old
 * one. {@code Remover} takes entries away. {@code Outcomes} makes the resulting verdict. {@code Links} knows the names of
 * files with several hard links.
 *
 * <p>Enters: a verdict that says apply or remove. Leaves: the resulting verdict: applied, or wait where the source
 * changed meanwhile, or another one that says why nothing was done. The source is only read. A new entry is made under
 * a temporary name in the directory of the old one, finished, and renamed over it; only a file that grew may be
 * appended to in place. A removed entry goes to the trash. Carrying out a verdict twice does no harm. A crash leaves
 * the old entry or the new one, and perhaps a temporary file that the next try replaces. The work runs on the caller's
 * thread. An {@link java.io.IOException} means that the entry is not finished and may be tried again.
 */
package dev.caravan.copy;
