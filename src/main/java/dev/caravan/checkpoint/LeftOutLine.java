package dev.caravan.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut.Kind;
import java.util.Objects;

/**
 * A line of the left-out journal: an entry of a kind, or the number of further entries of that kind.
 *
 * @param kind the kind's key, as in the configuration
 * @param path the entry's path; null for a number
 * @param more the number of entries that are not listed; null for a path
 * @param gone true where the line removes its key; otherwise null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(value = "text", allowGetters = true)
record LeftOutLine(String kind, RelativePath path, Long more, Boolean gone) implements Journal.Line<String> {
    LeftOutLine {
        Objects.requireNonNull(kind, "kind");
        if (Kind.of(kind).isEmpty() || (path == null) == (more == null)) {
            throw new IllegalArgumentException("a kind that is known, and a path or a number are expected");
        }
    }

    static LeftOutLine of(RelativePath path, Kind kind) {
        return new LeftOutLine(kind.key(), path, null, null);
    }

    static LeftOutLine more(Kind kind, long number) {
        return new LeftOutLine(kind.key(), null, number, number == 0 ? true : null);
    }

    LeftOutLine ended() {
        return new LeftOutLine(kind, path, more, true);
    }

    Kind what() {
        return Kind.of(kind).orElseThrow();
    }

    /** The path in printable form, for a person who reads the file. */
    @JsonProperty("text")
    String text() {
        return path == null ? null : path.toString();
    }

    /** The key of a path, which begins with a slash. */
    static String keyOf(RelativePath path) {
        return "/" + path.latin1();
    }

    @Override
    public String key() {
        return path == null ? kind : keyOf(path);
    }

    @Override
    public boolean over() {
        return gone != null;
    }
}
