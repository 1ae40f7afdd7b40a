package dev.caravan.settings;

import dev.caravan.entry.Escape;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/** Finds everything that is wrong with settings, and touches nothing for it. */
final class SettingsCheck {
    private final Settings settings;
    private final List<ConfigurationException> faults = new ArrayList<>();

    SettingsCheck(Settings settings) {
        this.settings = settings;
    }

    /** In the order in which they are found; empty where nothing is wrong. */
    List<ConfigurationException> faults() {
        checkTexts();
        if (!faults.isEmpty()) {
            return faults;
        }
        checkValues();
        faults.addAll(new RootsCheck(settings).faults());
        // What it says of the tool needs patterns that can be read.
        if (faults.stream().noneMatch(fault -> fault.getMessage().startsWith("caravan.resolve."))) {
            ToolCheck.fault(settings).ifPresent(faults::add);
        }
        return faults;
    }

    /** What holds a NUL can be no path, and no argument of a program. */
    private void checkTexts() {
        for (Key key : Key.values()) {
            if (settings.text(key).indexOf('\0') >= 0) {
                wrong(key + ": holds a NUL");
            }
        }
    }

    private void checkValues() {
        for (Key key : Key.values()) {
            key.fault(settings.text(key)).ifPresent(this::wrong);
        }
        try {
            settings.accepted();
        } catch (IllegalArgumentException e) {
            wrong(Key.ACCEPT + ": " + e.getMessage());
        }
        try {
            settings.zone();
            settings.exclusions();
        } catch (DateTimeException e) {
            wrong(Key.PARSE_ZONE + ": " + Escape.latin1(e.getMessage()) + "; such as Europe/Berlin");
        } catch (IllegalArgumentException e) {
            wrong(Key.EXCLUDE + ": " + e.getMessage());
        }
    }

    private void wrong(String message) {
        faults.add(new ConfigurationException(message));
    }
}
