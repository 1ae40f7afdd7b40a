package dev.caravan.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One line that says where things stand: drawn again in its place on a terminal, a line every while elsewhere. One thread. */
public final class LiveLine {
    /** To the line's begin, no wrapping (DECAWM): a line longer than the terminal is wide is cut, not drawn again below itself. */
    private static final String REDRAW = "\r\u001b[?7l";
    /** Clears to the end of the line, wraps again, and lets a line of the log begin where this one did. */
    private static final String REDRAWN = "\u001b[K\u001b[?7h\r";

    private final PrintStream out;
    private final boolean terminal;
    private final Duration betweenLines;
    private Duration nextLine;
    private boolean open;

    /**
     * A line that was not shown yet.
     *
     * @param first when it is shown first where there is no terminal
     * @param betweenLines how long after that it is shown again there
     */
    public LiveLine(PrintStream out, boolean terminal, Duration first, Duration betweenLines) {
        this.out = out;
        this.terminal = terminal;
        this.nextLine = first;
        this.betweenLines = betweenLines;
    }

    /** True where this stream of the process, 0 to 2, is a terminal. The console of later JDKs is there even where it is none. */
    public static boolean isTerminal(int stream) {
        try {
            String device =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    /** Shows where things stand, if it is time; {@code elapsed} since the start never goes backwards. */
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
