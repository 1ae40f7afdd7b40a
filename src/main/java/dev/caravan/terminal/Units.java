package dev.caravan.terminal;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers for a person, the same in every locale. Stateless; any thread. */
public final class Units {
    private Units() {}

    /** Formats bytes, such as {@code 1.5 MiB}. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int exponent = Math.min(5, (63 - Long.numberOfLeadingZeros(bytes)) / 10);
        double value = (double) bytes / (1L << (10 * exponent));
        return String.format(Locale.ROOT, "%.1f %siB", value, "KMGTP".charAt(exponent - 1));
    }

    /** Formats a count, such as {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Formats a count of things, such as {@code 1 entry} or {@code 2 entries}. */
    public static String count(long number, String one, String several) {
        return count(number) + " " + (number == 1 ? one : several);
    }

    /** Formats a duration in its two largest units, such as {@code 2 h 5 min}; less than a second is {@code 0 s}. */
    public static String duration(Duration duration) {
        if (duration.toMinutes() == 0) {
            return Math.max(0, duration.toSeconds()) + " s";
        }
        if (duration.toHours() == 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        if (duration.toDays() == 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
}
