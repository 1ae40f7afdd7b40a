package dev.caravan.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/**
 * File names: plain ones, and those that a shell, a template, a decoder or a careless parser would change; one char for
 * each byte. Stateless; any thread.
 */
final class DemoNames {
    private static final int LONGEST_BYTES = 255;

    /**
     * None holds a newline, which a log of lines cannot carry, or ends in a carriage return, which a
     * line reader may strip.
     */
    static final List<String> ODD = List.of(
            "two words",
            " space first",
            "space last ",
            "plus+sign",
            "it's",
            "say \"hi\"",
            "$(touch x)",
            "`touch y`",
            "100%41",
            "{{x}}",
            "${body}",
            "tab\there",
            "-rf",
            "--help",
            "~",
            "*?[a-z]",
            "a;b&c|d>e",
            "back\\slash\\x41",
            "x, dentryName:y",
            "]Lookup, parentDirInode:0x1, dentryName:z",
            "11:45:56:  Client",
            "#hash",
            "...",
            ".hidden",
            "\u0001\u001b[31m\u007f",
            latin1("gr\u00fcn \u2603"),
            "caf\u00e9",
            "\u00ff\u00fe\u0080\u00c0",
            "long-" + "x".repeat(LONGEST_BYTES - 5),
            "\u00e9".repeat(LONGEST_BYTES));

    private static final List<String> PLAIN =
            List.of("report", "data.bin", "notes.txt", "image.jpg", "Makefile", "index.html", "run.log", "core");
    private static final int PLAIN_NUMBERS = 60;

    private DemoNames() {}

    /** Returns a name; the same ones return now and then, as where a deleted file is made again. */
    static String next(Random random, int oddPercent) {
        if (random.nextInt(100) < oddPercent) {
            return ODD.get(random.nextInt(ODD.size()));
        }
        return PLAIN.get(random.nextInt(PLAIN.size())) + "-" + random.nextInt(PLAIN_NUMBERS);
    }

    /** The name with a number in its middle, so that its first and last bytes stay odd. */
    static String variant(String name, int number) {
        String digits = Integer.toString(number);
        int middle = name.length() / 2;
        int cut = Math.max(0, name.length() + digits.length() - LONGEST_BYTES);
        return name.substring(0, middle) + digits + name.substring(middle + cut);
    }

    private static String latin1(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
