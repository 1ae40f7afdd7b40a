package dev.caravan.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Remembers for a while where the tool found directories: by inode, and by path, so that a subtree
 * can be forgotten. Thread-safe.
 */
final class DirectoryCache {
    private static final long MAX_DIRECTORIES = 200_000;

    /** The char after the slash: all paths below a directory sort between {@code dir/} and {@code dir0}. */
    private static final char AFTER_SLASH = '/' + 1;

    private final NavigableMap<String, Long> inodes = new ConcurrentSkipListMap<>();
    private final Cache<Long, RelativePath> paths;
    private final Cache<Long, Boolean> gone;

    DirectoryCache(Duration lifetime, Ticker ticker) {
        this.paths = Caffeine.newBuilder()
                .maximumSize(MAX_DIRECTORIES)
                .expireAfterWrite(lifetime)
                .ticker(ticker)
                .executor(Runnable::run)
                .<Long, RelativePath>removalListener((inode, path, cause) -> {
                    if (path != null) {
                        inodes.remove(path.latin1(), inode);
                    }
                })
                .build();
        this.gone = Caffeine.newBuilder()
                .maximumSize(MAX_DIRECTORIES)
                .expireAfterWrite(lifetime)
                .ticker(ticker)
                .build();
    }

    /** Path of the directory; null where it is not known. */
    RelativePath get(long inode) {
        return paths.getIfPresent(inode);
    }

    /** Learns where a directory is. Another directory that was known at this path is forgotten. */
    void put(long inode, RelativePath path) {
        gone.invalidate(inode);
        paths.put(inode, path);
        Long before = inodes.put(path.latin1(), inode);
        if (before != null && before != inode) {
            paths.invalidate(before);
        }
    }

    /** Learns that there is no such directory. */
    void putGone(long inode) {
        gone.put(inode, true);
    }

    /** True where the last thing learnt about this directory, within the lifetime, is that it is gone. */
    boolean isGone(long inode) {
        return gone.getIfPresent(inode) != null;
    }

    /** Forgets the directories at this path and below it. */
    void forget(RelativePath directory) {
        if (directory.isRoot()) {
            paths.invalidateAll();
            return;
        }
        String path = directory.latin1();
        Long inode = inodes.get(path);
        if (inode != null) {
            paths.invalidate(inode);
        }
        paths.invalidateAll(
                inodes.subMap(path + '/', true, path + AFTER_SLASH, false).values());
    }
}
