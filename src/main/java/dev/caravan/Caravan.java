package dev.caravan;

import dev.caravan.app.Assembly;
import dev.caravan.app.ProcessEnd;
import dev.caravan.cli.Arguments;
import dev.caravan.cli.CaravanCommand;

/** The program's entry. */
public final class Caravan {
    private Caravan() {}

    /** Runs a command and ends with its exit status. */
    public static void main(String[] args) {
        ProcessEnd.guard();
        System.exit(CaravanCommand.of(Assembly::start).execute(Arguments.bytes(args)));
    }
}
