package dev.caravan.change;

import java.util.ArrayList;
import java.util.List;

/** Splits one line of text into a program and its arguments, without a shell. Stateless; any thread. */
public final class ArgumentList {
    private ArgumentList() {}

    /**
     * Splits at spaces and tabs, except within single or double quotes; no other character is special.
     *
     * @return an empty list for a blank text
     * @throws IllegalArgumentException if a quote is not closed
     */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0 ? c == quote : c == '"' || c == '\'') {
                quote = quote != 0 ? 0 : c;
                word = word == null ? new StringBuilder() : word;
            } else if (quote == 0 && (c == ' ' || c == '\t')) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
            } else {
                word = (word == null ? new StringBuilder() : word).append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException(text + ": a quote is not closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }
}
