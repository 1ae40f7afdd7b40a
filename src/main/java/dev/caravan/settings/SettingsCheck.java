package dev.caravan.settings;

import dev.caravan.entry.Escape;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

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
        for (String key : settings.all().keySet()) {
            if (key.startsWith("caravan.") && settings.text(key).indexOf('\0') >= 0) {
                wrong(key + ": holds a NUL");
            }
        }
    }

    private void checkValues() {
        for (String key : settings.all().keySet()) {
            if (key.startsWith("caravan.")) {
                checkNumber(key);
            }
        }
        oneOf("caravan.delete", List.of("trash", "delete", "keep"));
        oneOf("caravan.copy.append", List.of("true", "false"));
        oneOf("caravan.copy.fsync", List.of("none", "file"));
        oneOf("caravan.copy.xattrs", List.of("true", "false"));
        oneOf("caravan.parse.dialect", List.of("ccdbfs", "moosefs"));
        oneOf("caravan.tail.start", List.of("end", "beginning"));
        oneOf("caravan.walk.enabled", List.of("true", "false"));
        checkPattern("caravan.resolve.pattern", 1);
        checkPattern("caravan.resolve.gone-pattern", 0);
        try {
            settings.accepted();
        } catch (IllegalArgumentException e) {
            wrong("caravan.accept: " + e.getMessage());
        }
        try {
            settings.zone();
            settings.exclusions();
        } catch (DateTimeException e) {
            wrong("caravan.parse.zone: " + Escape.latin1(e.getMessage()) + "; such as Europe/Berlin");
        } catch (IllegalArgumentException e) {
            wrong("caravan.exclude: " + e.getMessage());
        }
    }

    /** An empty one stands for a default. */
    private void checkPattern(String key, int groups) {
        try {
            if (!settings.text(key).isEmpty()
                    && Pattern.compile(settings.text(key)).matcher("").groupCount() < groups) {
                wrong(key + ": has no group; put parentheses around what is the path");
            }
        } catch (PatternSyntaxException e) {
            wrong(key + ": is not a regular expression: " + e.getDescription());
        }
    }

    /** A key that names a unit, or a count of something, holds a whole number. */
    private void checkNumber(String key) {
        if (!key.matches(
                ".*(-seconds|-millis|-bytes|-entries|-paths|-factor|-lines|-per-second|-hours|-links|\\.workers|\\.redeliveries)")) {
            return;
        }
        boolean isRate = key.endsWith("-per-second");
        int least = isRate || key.endsWith(".redeliveries") || key.endsWith(".echo-seconds") || key.endsWith("-hours")
                ? 0
                : 1;
        int digits = isRate ? 12 : 9;
        String value = settings.text(key);
        if (!value.matches("[0-9]{1," + digits + "}") || Long.parseLong(value) < least) {
            wrong(key + ": is '" + Escape.latin1(value) + "', expected a whole number of at least " + least);
        }
    }

    private void oneOf(String key, List<String> allowed) {
        if (!allowed.contains(settings.text(key))) {
            wrong(key + ": is '" + Escape.latin1(settings.text(key)) + "', expected one of "
                    + String.join(", ", allowed));
        }
    }

    private void wrong(String message) {
        faults.add(new ConfigurationException(message));
    }
}
