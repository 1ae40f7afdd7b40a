package dev.caravan.chaos;

import dev.caravan.entry.Escape;
import dev.caravan.testing.Mutations;
import dev.caravan.testing.SourceEntries;
import dev.caravan.testing.Tools;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Changes the source, a step at a time: the same seed makes the same tree of the same one. It is the only one who writes to it. */
final class Program implements AutoCloseable {
    private static final int SEALED = 30;

    /** Where the tree has become smaller, there is room for another one. */
    private static final int FEW_ENTRIES = 400;

    private final Path root;
    private final Random random;
    private final Consumer<Path> named;
    private final Path pristine;
    private final SealedMutations sealed;
    private final HiddenMutations hidden;
    private final Map<String, Mutations.Kind> kinds = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();
    private final BufferedWriter journal;
    private int copies;

    /**
     * For a tree that is there.
     *
     * @param pristine a tree that is copied into this one where it has lost much
     * @param named told of each name before it is used
     * @param journal gets a line for each step
     */
    Program(Path root, Path pristine, long seed, Consumer<Path> named, Path journal) throws IOException {
        this.root = root;
        this.pristine = pristine;
        this.named = named;
        random = new Random(seed);
        this.journal = Files.newBufferedWriter(journal);
        SourceEntries entries = new SourceEntries(root, random, entry -> true, named);
        hidden = new HiddenMutations(entries, named, random);
        kinds.putAll(new Mutations(root, random, entry -> !Sealed.is(entry), named).kinds());
        kinds.putAll(hidden.kinds());
        sealed = new SealedMutations(entries, named, random);
        kinds.putAll(sealed.kinds());
        kinds.put("tree copied in", this::copyIn);
        sealed.populate(SEALED);
    }

    private Path copyIn() throws IOException, InterruptedException {
        try (Stream<Path> entries = Files.walk(root)) {
            if (entries.limit(FEW_ENTRIES).count() == FEW_ENTRIES) {
                throw new NoSuchElementException("the tree is large enough");
            }
        }
        Path copy = root.resolve("copied in " + copies++);
        named.accept(copy);
        Tools.run("cp", "-a", "--", pristine, copy);
        return copy;
    }

    /** Does one thing to the tree, each kind about as often. */
    void step(int number) throws IOException, InterruptedException {
        hidden.tick();
        if (order.isEmpty()) {
            order.addAll(kinds.keySet());
            Collections.shuffle(order, random);
        }
        String kind = order.remove(0);
        try {
            Path changed = kinds.get(kind).change();
            journal.write(number + " " + kind + ": " + Escape.path(root.relativize(changed)) + "\n");
        } catch (NoSuchElementException e) {
            journal.write(number + " " + kind + ": " + e.getMessage() + "\n");
        }
    }

    /** Nobody holds anything open any more. */
    @Override
    public void close() throws IOException {
        hidden.close();
        journal.close();
    }
}
