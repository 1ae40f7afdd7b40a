package dev.caravan.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One line of progress: redrawn in place on a terminal, otherwise printed once in a while. Single-threaded. */
public final class LiveLine {
    /**
     * Moves to the begin of the line and turns wrapping off (DECAWM), so that a line longer than the terminal is cut.
     */
    private static final String REDRAW = "\r\u001b[?7l";
    /** Clears the rest of the line, turns wrapping on, and moves to its begin, so that a log line overwrites it. */
    private static final String REDRAWN = "\u001b[K\u001b[?7h\r";

    private final PrintStream out;
    private final boolean terminal;
    private final Duration betweenLines;
    private Duration nextLine;
    private boolean open;

    /**
     * Creates a line that was not shown yet.
     *
     * @param first without a terminal: when it is first printed
     * @param betweenLines without a terminal: the time between two prints
     */
    public LiveLine(PrintStream out, boolean terminal, Duration first, Duration betweenLines) {
        this.out = out;
        this.terminal = terminal;
        this.nextLine = first;
        this.betweenLines = betweenLines;
    }

    /**
     * True where this stream of the process, 0 to 2, is a terminal. System.console() does not tell: in later JDKs it
     * also exists without one.
     */
    public static boolean isTerminal(int stream) {
        try {
            String device =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    /** Shows the line, if it is time. {@code elapsed} is the time since the start, and never decreases. */
    public void show(String line, Duration elapsed) {
        if (terminal) {
            out.print(REDRAW + line + REDRAWN);
            out.flush();
            open = true;
        } else if (elapsed.compareTo(nextLine) >= 0) {
            out.println(line);
            nextLine = elapsed.plus(betweenLines);
        }
    }

    /** Ends the live line, so that other text may follow. */
    public void end() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
