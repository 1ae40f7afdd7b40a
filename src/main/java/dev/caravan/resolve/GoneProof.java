package dev.caravan.resolve;

import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides whether to believe a tool that says that an inode is gone. It is believed only where, at the same moment, it
 * still finds a directory that is known to exist: a tool that cannot reach its server, or lacks its configuration, says
 * "not found" of everything. Single-threaded.
 */
final class GoneProof {
    private static final int MOST = 8;

    private final ServerPaths serverPaths;
    private final OptionalLong root;

    /** The directories that the tool found last; the latest is at the end. */
    private final Map<Long, RelativePath> found = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, RelativePath> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Begins with a tool that has found nothing yet.
     *
     * @param root the source root's inode number in its mount, which may also be the tool's number for it;
     *     empty where not known
     */
    GoneProof(ServerPaths serverPaths, OptionalLong root) {
        this.serverPaths = serverPaths;
        this.root = root;
    }

    /** Learns where the tool finds directories. */
    void learn(Map<Long, Answer> answers) {
        answers.forEach((inode, answer) -> {
            if (answer instanceof Answer.At at) {
                directory(at).ifPresent(path -> found.put(inode, path));
            }
        });
    }

    /** The inodes of directories that are known to exist, as questions to the tool. */
    List<Long> questions() {
        List<Long> questions = new ArrayList<>(found.keySet());
        root.ifPresent(questions::add);
        return questions;
    }

    /** True where the answers hold one right path, which a tool that reaches nothing cannot give. */
    boolean isIn(Map<Long, Answer> answers) {
        Map<Long, RelativePath> known = new HashMap<>(found);
        root.ifPresent(inode -> known.put(inode, RelativePath.ROOT));
        return answers.entrySet().stream()
                .anyMatch(answer -> known.containsKey(answer.getKey())
                        && answer.getValue() instanceof Answer.At at
                        && directory(at).isPresent());
    }

    private Optional<RelativePath> directory(Answer.At at) {
        try {
            return serverPaths.relative(String.join("\n", at.paths()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
