package dev.caravan.reconcile;

import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was told to be left out, and not to be gone since. */
final class FoundLeftOut implements LeftOut.Recorder {
    /** As often as it was told. */
    final List<RelativePath> paths = new ArrayList<>();

    final Map<RelativePath, LeftOut.Kind> kinds = new HashMap<>();

    @Override
    public void found(RelativePath path, LeftOut.Kind kind) {
        paths.add(path);
        kinds.put(path, kind);
    }

    @Override
    public void gone(RelativePath path) {
        paths.remove(path);
        kinds.remove(path);
    }

    @Override
    public boolean accepts(LeftOut.Kind kind) {
        return false;
    }
}
