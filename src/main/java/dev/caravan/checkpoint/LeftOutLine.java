package dev.caravan.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut.Kind;
import java.util.Objects;

/**
 * An entry that is left out by its kind, or how many more of that kind there are.
 *
 * @param kind its key, as in the configuration
 * @param path which one; null for a number
 * @param more how many are not listed; null for a path
 * @param gone true where this ends what earlier lines said; else null
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

    /** The path for a person, on each line beside its bytes. */
    @JsonProperty("text")
    String text() {
        return path == null ? null : path.toString();
    }

    /** Of a path, begins with a slash. */
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
