package dev.caravan.settle;

import dev.caravan.entry.RelativePath;
import java.util.Optional;

/** A mount whose lookups come out of no log. */
final class QuietMount implements LoggedMount {
    @Override
    public void lookUp(RelativePath name) {}

    @Override
    public Optional<RelativePath> nextName() {
        return Optional.empty();
    }

    @Override
    public boolean isReadToTheEnd() {
        return true;
    }

    @Override
    public boolean areReadsElsewhere() {
        return false;
    }

    @Override
    public boolean tellsChanges() {
        return false;
    }
}
