package dev.caravan.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Where directories are, as far as the tool said lately: by inode, and by path so that a subtree can be forgotten. Any thread. */
final class DirectoryCache {
    private static final long MAX_DIRECTORIES = 200_000;

    /** The char after the slash: everything below a directory sorts between the two. */
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

    /** Where the directory is; null where that is not known. */
    RelativePath get(long inode) {
        return paths.getIfPresent(inode);
    }

    /** Learns where a directory is, and so that another one is not there any more. */
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

    /** True where it was learnt lately that there is no such directory, and nothing else since. */
    boolean isGone(long inode) {
        return gone.getIfPresent(inode) != null;
    }

    /** Forgets what was at this path and below it. */
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
