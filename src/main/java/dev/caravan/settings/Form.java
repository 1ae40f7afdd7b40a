package dev.caravan.settings;

import dev.caravan.entry.Escape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** The form that a setting's value must have. */
@FunctionalInterface
interface Form {
    /** Any text; its user checks more. */
    Form TEXT = value -> Optional.empty();

    /** True or false. */
    Form FLAG = oneOf("true", "false");

    /** The fault of a value, for a person; empty where it has none. */
    Optional<String> fault(String value);

    /** One of these words. */
    static Form oneOf(String... words) {
        return value -> List.of(words).contains(value)
                ? Optional.empty()
                : Optional.of("is '" + Escape.latin1(value) + "', expected one of " + String.join(", ", words));
    }

    /** A whole number of up to nine digits. */
    static Form whole(int least) {
        return number(least, 9);
    }

    /** A whole number of up to twelve digits; 0 means no limit. */
    static Form rate() {
        return number(0, 12);
    }

    private static Form number(int least, int digits) {
        return value -> value.matches("[0-9]{1," + digits + "}") && Long.parseLong(value) >= least
                ? Optional.empty()
                : Optional.of("is '" + Escape.latin1(value) + "', expected a whole number of at least " + least);
    }

    /** Names of lower-case letters, digits and hyphens, separated by commas, each once; none is allowed. */
    static Form names() {
        return value -> {
            List<String> names =
                    Stream.of(value.split(",", -1)).map(String::strip).toList();
            boolean areNames = names.stream().allMatch(name -> name.matches("[a-z0-9][a-z0-9-]*"));
            boolean isFit = value.isBlank() || (areNames && Set.copyOf(names).size() == names.size());
            return isFit
                    ? Optional.empty()
                    : Optional.of("is '" + Escape.latin1(value)
                            + "', expected names of a-z, 0-9 and hyphens, separated by commas, each once");
        };
    }

    /** Names of agents, separated by commas; none is allowed. */
    static Form agents() {
        return value -> value.isBlank()
                        || Stream.of(value.split(",", -1))
                                .map(String::strip)
                                .allMatch(name -> name.matches("[A-Za-z0-9._-]{1,200}"))
                ? Optional.empty()
                : Optional.of("is '" + Escape.latin1(value)
                        + "', expected names of letters, digits, points, _ and -, separated by commas");
    }

    /** A name of letters, digits, points, underscores and hyphens; none is allowed. */
    static Form name() {
        return value -> value.matches("[A-Za-z0-9._-]{0,200}")
                ? Optional.empty()
                : Optional.of("is '" + Escape.latin1(value) + "', expected letters, digits, points, _ and -");
    }

    /** A regular expression with at least so many groups; an empty text means the default. */
    static Form pattern(int groups) {
        return value -> {
            try {
                return value.isEmpty() || Pattern.compile(value).matcher("").groupCount() >= groups
                        ? Optional.empty()
                        : Optional.of("has no group; put parentheses around what is the path");
            } catch (PatternSyntaxException e) {
                return Optional.of("is not a regular expression: " + e.getDescription());
            }
        };
    }
}
