package dev.caravan.demo;

import dev.caravan.control.Threads;
import java.io.IOException;
import java.util.Arrays;

/**
 * The main class of what the demo of a fleet starts: runs another main class, and ends as soon as its standard input does. So it
 * ends with the demo, also where that was killed.
 */
public final class FleetChild {
    private static final int ABANDONED = 1;

    private FleetChild() {}

    /**
     * Runs a main class.
     *
     * @param arguments its name, and its own arguments
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Threads.daemon("parent-watch", FleetChild::endWithParent).start();
        String[] own = Arrays.copyOfRange(arguments, 1, arguments.length);
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) own);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said.
            }
        } catch (IOException e) {
            // It is closed.
        }
        Runtime.getRuntime().halt(ABANDONED);
    }
}
