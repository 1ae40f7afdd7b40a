package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The paths that are left alone on both sides: those that match a glob, and Caravan's own
 * folder. Immutable; any thread.
 *
 * <p>{@code *} stands for any bytes within a component, {@code **} for any number of components, {@code ?} for one
 * byte, {@code [a-z]} for one of these. A glob is relative to the root; one without a slash matches a name in any
 * directory. A path that matches is excluded together with everything below it.
 */
public final class Exclusions {
    /** Caravan's own folder on the target, with the trash and the marker. */
    public static final RelativePath OWN = new RelativePath(".caravan");

    private final Pattern pattern;

    private Exclusions(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads the configured list.
     *
     * @param globs separated by commas; empty excludes nothing but Caravan's own folder
     * @throws IllegalArgumentException if a glob is not well-formed; the message has its text
     */
    public static Exclusions of(String globs) {
        List<String> alternatives = new ArrayList<>();
        for (String glob : globs.split(",", -1)) {
            String text = glob.strip();
            if (!text.isEmpty()) {
                alternatives.add(checked(text, regex(text)));
            }
        }
        return new Exclusions(
                alternatives.isEmpty()
                        ? null
                        : Pattern.compile("(?:" + String.join("|", alternatives) + ")(?:/.*)?", Pattern.DOTALL));
    }

    /** True where nothing but Caravan's own folder is excluded. */
    public boolean areNone() {
        return pattern == null;
    }

    /** True where the path is excluded, so that nothing may be done for it or below it. */
    public boolean match(RelativePath path) {
        return path.startsWith(OWN)
                || (pattern != null && pattern.matcher(path.latin1()).matches());
    }

    private static String checked(String glob, String regex) {
        try {
            return Pattern.compile(regex).pattern();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("exclusion " + Escape.latin1(glob) + ": " + e.getDescription(), e);
        }
    }

    private static String regex(String text) {
        String glob = new String(text.getBytes(UTF_8), ISO_8859_1);
        String anchored = glob.startsWith("/") ? glob.substring(1) : glob;
        String relative = anchored.endsWith("/") ? anchored.substring(0, anchored.length() - 1) : anchored;
        StringBuilder regex = new StringBuilder(glob.contains("/") ? "" : "(?:.*/)?");
        int at = 0;
        while (at < relative.length()) {
            at = appendElement(relative, at, regex, text);
        }
        return regex.toString();
    }

    /** Appends the glob's element at {@code at}. Returns where the next one begins. */
    private static int appendElement(String glob, int at, StringBuilder regex, String text) {
        char c = glob.charAt(at);
        if (glob.startsWith("**/", at)) {
            regex.append("(?:.*/)?");
            return at + 3;
        }
        if (glob.startsWith("**", at)) {
            regex.append(".*");
            return at + 2;
        }
        if (c == '*') {
            regex.append("[^/]*");
        } else if (c == '?') {
            regex.append("[^/]");
        } else if (c == '[') {
            return appendSet(glob, at, regex, text);
        } else {
            regex.append(Pattern.quote(String.valueOf(c)));
        }
        return at + 1;
    }

    private static int appendSet(String glob, int at, StringBuilder regex, String text) {
        boolean negated = glob.startsWith("!", at + 1) || glob.startsWith("^", at + 1);
        int start = at + (negated ? 2 : 1);
        // A bracket that comes first is a member of the set.
        int end = glob.indexOf(']', start + 1);
        if (end < 0) {
            throw new IllegalArgumentException("exclusion " + Escape.latin1(text) + ": '[' is not closed by ']'");
        }
        String members = glob.substring(start, end).replaceAll("[\\[\\]\\\\^&]", "\\\\$0");
        regex.append(negated ? "[^/" : "[").append(members).append(']');
        return end + 1;
    }
}
