package dev.caravan.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.change.Canaries;
import dev.caravan.change.Hint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the distinct hints of one batch, in an open-addressing hash table over the names' bytes in the batch's
 * buffer, so that an entry that is named again costs no allocation. Single-threaded.
 */
final class Sightings {
    private static final long REPEAT_MICROS = 1_000_000;
    private static final int NO_NAME = -1;
    private static final long NEVER = Long.MIN_VALUE;
    private static final int MIN_SLOTS = 1024;

    /**
     * How long a canary's bracket stays open: if the second lookup has not come by then, it was lost,
     * or its process ended.
     */
    private static final long LOST_CANARY_MICROS = 60_000_000;

    private byte[] bytes = new byte[0];
    private List<Hint> hints = new ArrayList<>();

    /** Maps a slot to an entry's index plus one; 0 where the slot is free. */
    private int[] slots = new int[MIN_SLOTS];

    private int entries;
    private long[] inodes = new long[256];
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int[] hashes = new int[256];
    private long[] seenMicros = new long[256];

    /**
     * The brackets that a canary opened and none has closed yet. Within one, each sighting becomes a hint: our own read
     * causes a known number of them, and more are somebody else's.
     */
    private final Map<String, Long> openBrackets = new HashMap<>();

    private long instantMicros = Long.MIN_VALUE;
    private Instant instant = Instant.EPOCH;

    /** Directory of the entry that was named last, in this batch or an earlier one. */
    private long latestParent;

    private long latestMicros = NEVER;
    private final Set<Long> unnamed = new HashSet<>();

    /** Begins a batch: forgets the last one's hints, and reads names from {@code buffer}. */
    void begin(byte[] buffer) {
        bytes = buffer;
        hints = new ArrayList<>();
        unnamed.clear();
        openBrackets.values().removeIf(opened -> opened < instantMicros - LOST_CANARY_MICROS);
        if (slots.length > MIN_SLOTS && slots.length / 16 > entries) {
            // After one large batch the table shrinks again, so that clearing it stays cheap.
            slots = new int[MIN_SLOTS];
        } else {
            Arrays.fill(slots, 0);
        }
        entries = 0;
    }

    /** The hints in the order in which they were added; the list belongs to the caller. */
    List<Hint> hints() {
        return hints;
    }

    /** When the last hint was seen; {@code otherwise} where there are no hints. */
    Instant lastSeen(Instant otherwise) {
        return hints.isEmpty() ? otherwise : hints.get(hints.size() - 1).seen();
    }

    /** True where the bytes can be a name in a directory. */
    static boolean isName(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length <= 0 || (length <= 2 && bytes[start] == '.' && bytes[end - 1] == '.')) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] == '/' || bytes[i] == 0) {
                return false;
            }
        }
        return true;
    }

    /** Adds an entry of a directory, unless it was added for a sighting at most a second earlier. */
    void child(long parentInode, int nameStart, int nameEnd, long micros) {
        latestParent = parentInode;
        latestMicros = micros;
        int hash = 1;
        for (int i = nameStart; i < nameEnd; i++) {
            hash = 31 * hash + bytes[i];
        }
        if (isNew(parentInode, nameStart, nameEnd, hash, micros) || !openBrackets.isEmpty()) {
            String name = new String(bytes, nameStart, nameEnd - nameStart, ISO_8859_1);
            hints.add(new Hint.Child(parentInode, name, instant(micros)));
            if (Canaries.isName(name)) {
                canary(name);
            }
        }
    }

    /** Sightings of an entry before and after a canary are two hints: one may be our echo and the other not. */
    private void canary(String name) {
        Arrays.fill(slots, 0);
        entries = 0;
        if (Canaries.opens(name)) {
            openBrackets.put(Canaries.bracketOf(name), instantMicros);
        } else {
            openBrackets.remove(Canaries.bracketOf(name));
        }
    }

    /** Adds the hint that some entry of this directory may have changed. */
    void unnamed(long directoryInode, long micros) {
        if (unnamed.add(directoryInode)) {
            hints.add(new Hint.Unnamed(directoryInode, instant(micros)));
        }
    }

    /** Adds the same hint for the directory of the entry that was added last; false where none was. */
    boolean unnamedBesideLatest() {
        if (latestMicros != NEVER) {
            unnamed(latestParent, latestMicros);
        }
        return latestMicros != NEVER;
    }

    /** Adds an entry by its own inode, unless it was added for a sighting at most a second earlier. */
    void inode(long inode, long micros) {
        if (isNew(inode, NO_NAME, NO_NAME, 0, micros)) {
            hints.add(new Hint.Inode(inode, instant(micros)));
        }
    }

    private boolean isNew(long inode, int start, int end, int nameHash, long micros) {
        long mixed = (inode ^ ((long) nameHash << 32)) * 0x9E3779B97F4A7C15L;
        int hash = nameHash ^ (int) (mixed >>> 32);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash && inodes[entry] == inode && sameName(entry, start, end)) {
                boolean later = micros - seenMicros[entry] > REPEAT_MICROS;
                if (later) {
                    seenMicros[entry] = micros;
                }
                return later;
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = add(inode, start, end, hash, micros) + 1;
        if (2 * entries > slots.length) {
            grow();
        }
        return true;
    }

    private boolean sameName(int entry, int start, int end) {
        if (start == NO_NAME || starts[entry] == NO_NAME) {
            return start == starts[entry];
        }
        return Arrays.equals(bytes, start, end, bytes, starts[entry], ends[entry]);
    }

    private int add(long inode, int start, int end, int hash, long micros) {
        if (entries == inodes.length) {
            int more = 2 * entries;
            inodes = Arrays.copyOf(inodes, more);
            starts = Arrays.copyOf(starts, more);
            ends = Arrays.copyOf(ends, more);
            hashes = Arrays.copyOf(hashes, more);
            seenMicros = Arrays.copyOf(seenMicros, more);
        }
        inodes[entries] = inode;
        starts[entries] = start;
        ends[entries] = end;
        hashes[entries] = hash;
        seenMicros[entries] = micros;
        return entries++;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int entry = 0; entry < entries; entry++) {
            int slot = hashes[entry] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = entry + 1;
        }
    }

    private Instant instant(long micros) {
        if (micros != instantMicros) {
            instantMicros = micros;
            instant =
                    Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
        }
        return instant;
    }
}
