package dev.caravan.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.Objects;

/**
 * A path that could not be made equal, as a line of the failure journal.
 *
 * @param path the path
 * @param since when it failed first
 * @param attempts how often it failed, 1 or more
 * @param error the last error: class and message, printable
 * @param next when it is tried again
 * @param done when it was made equal after all; null until then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(value = "text", allowGetters = true)
record FailedPath(RelativePath path, Instant since, int attempts, String error, Instant next, Instant done)
        implements Journal.Line<RelativePath> {
    FailedPath {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(next, "next");
    }

    /** The path in printable form, for a person who reads the file. */
    @JsonProperty("text")
    String text() {
        return path.toString();
    }

    FailedPath triedAgainAt(Instant later) {
        return triedAgainAt(later, attempts);
    }

    FailedPath triedAgainAt(Instant later, int countedAttempts) {
        return new FailedPath(path, since, countedAttempts, error, later, done);
    }

    FailedPath doneAt(Instant when) {
        return new FailedPath(path, since, attempts, error, next, when);
    }

    @Override
    public RelativePath key() {
        return path;
    }

    @Override
    public boolean over() {
        return done != null;
    }
}
