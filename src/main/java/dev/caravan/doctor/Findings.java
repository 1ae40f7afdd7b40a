package dev.caravan.doctor;

import java.io.PrintWriter;

/** Prints the findings of the examinations, each at once, since some take long, and counts them. Single-threaded. */
public final class Findings {
    private final PrintWriter out;
    private int warnings;
    private int failures;

    public Findings(PrintWriter out) {
        this.out = out;
    }

    void ok(String subject, String text) {
        print("ok", subject, text);
    }

    /** Caravan works, but not as well as it could. */
    void warn(String subject, String text, String mend) {
        warnings++;
        print("warn", subject, text + "; " + mend);
    }

    /** Caravan does not start, or does not do its work. */
    void fail(String subject, String text, String mend) {
        failures++;
        print("fail", subject, text + "; " + mend);
    }

    /** A failure whose text says how to correct it. */
    void fail(String subject, String text) {
        failures++;
        print("fail", subject, text);
    }

    private void print(String level, String subject, String text) {
        out.println(String.format("%-4s  %-13s  %s", level, subject, text));
        out.flush();
    }

    public int warnings() {
        return warnings;
    }

    public int failures() {
        return failures;
    }
}
