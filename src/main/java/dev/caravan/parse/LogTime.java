package dev.caravan.parse;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Reads a log's local times, which have no year: a time means its latest instant that is not in the future.
 *
 * <p>Where the clocks went back, the hour that came twice is read as the second one, unless that is still to come. A
 * time that the clocks skipped is read with the offset before the change. Times up to one minute in the future are
 * accepted, since clocks differ. Single-threaded.
 */
final class LogTime {
    /** The text is not a time. */
    static final long NONE = Long.MIN_VALUE;

    /** Length of {@code MM-dd HH:mm:ss}. */
    static final int LENGTH = 14;

    private static final long TOLERANCE_SECONDS = 60;

    /** Years between two 29th of February, at most, as from 1896 to 1904. */
    private static final int MAX_YEARS_BACK = 8;

    private final ZoneId zone;
    private final ZoneRules rules;
    private long latestSecond;
    private int latestYear;
    private int cachedKey = -1;
    private long cachedSecond;

    LogTime(ZoneId zone) {
        this.zone = zone;
        this.rules = zone.getRules();
    }

    /** Sets the present time. Called for every batch, since the year that a text means may change as time goes on. */
    void begin(Instant now) {
        latestSecond = now.getEpochSecond() + TOLERANCE_SECONDS;
        latestYear = Instant.ofEpochSecond(latestSecond).atZone(zone).getYear();
        cachedKey = -1;
    }

    /** Seconds since the epoch of the {@code MM-dd HH:mm:ss} at {@code at}, or {@link #NONE}. */
    long second(byte[] bytes, int at, int end, char dateSeparator) {
        if (end - at < LENGTH
                || bytes[at + 2] != dateSeparator
                || bytes[at + 5] != ' '
                || bytes[at + 8] != ':'
                || bytes[at + 11] != ':') {
            return NONE;
        }
        int month = twoDigits(bytes, at);
        int day = twoDigits(bytes, at + 3);
        int hour = twoDigits(bytes, at + 6);
        int minute = twoDigits(bytes, at + 9);
        int second = twoDigits(bytes, at + 12);
        // A pair that is no number is negative, and makes the whole key negative.
        int key = month << 24 | day << 18 | hour << 12 | minute << 6 | second;
        if (key < 0) {
            return NONE;
        }
        if (key != cachedKey) {
            cachedSecond = latest(month, day, hour, minute, second);
            cachedKey = key;
        }
        return cachedSecond;
    }

    private long latest(int month, int day, int hour, int minute, int second) {
        if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) {
            return NONE;
        }
        for (int year = latestYear; year >= latestYear - MAX_YEARS_BACK; year--) {
            if (day <= Year.of(year).atMonth(month).lengthOfMonth()) {
                long found = latest(LocalDateTime.of(year, month, day, hour, minute, second));
                if (found != NONE) {
                    return found;
                }
            }
        }
        return NONE;
    }

    private long latest(LocalDateTime local) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            offsets = List.of(rules.getTransition(local).getOffsetBefore());
        }
        long latest = NONE;
        for (ZoneOffset offset : offsets) {
            long second = local.toEpochSecond(offset);
            if (second <= latestSecond) {
                latest = Math.max(latest, second);
            }
        }
        return latest;
    }

    private static int twoDigits(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : 10 * tens + ones;
    }
}
