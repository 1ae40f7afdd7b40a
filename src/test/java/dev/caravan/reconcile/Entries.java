package dev.caravan.reconcile;

import dev.caravan.change.Entry;
import java.time.Instant;
import java.util.Map;

/** Entries for tables, alike but for what a test says. */
final class Entries {
    /** Long before anything a test does. */
    static final Instant OLD = Instant.parse("2020-02-03T04:05:06.123456789Z");

    static final long DEVICE = 7;

    private Entries() {}

    static Entry file() {
        return of(Entry.Type.FILE, 10, OLD, OLD, 0644, 1, 2, "");
    }

    static Entry directory() {
        return of(Entry.Type.DIRECTORY, 4096, OLD, OLD, 0755, 1, 2, "");
    }

    static Entry link(String text) {
        return of(Entry.Type.LINK, text.length(), OLD, OLD, 0777, 1, 2, text);
    }

    static Entry fifo() {
        return of(Entry.Type.FIFO, 0, OLD, OLD, 0644, 1, 2, "");
    }

    static Entry socket() {
        return of(Entry.Type.SOCKET, 0, OLD, OLD, 0644, 1, 2, "");
    }

    /** A file with so many names, under this inode number. */
    static Entry named(int names, long inode) {
        return new Entry(Entry.Type.FILE, 10, OLD, OLD, OLD, 0644, 1, 2, inode, DEVICE, names, 0, "", Map.of());
    }

    static Entry device(Entry.Type type, long number) {
        return new Entry(type, 0, OLD, OLD, OLD, 0644, 1, 2, 100, DEVICE, 1, number, "", Map.of());
    }

    static Entry modified(Entry entry, Instant modified) {
        return new Entry(
                entry.type(),
                entry.size(),
                entry.accessed(),
                modified,
                entry.changed(),
                entry.mode(),
                entry.uid(),
                entry.gid(),
                entry.inode(),
                entry.device(),
                entry.links(),
                entry.special(),
                entry.link(),
                entry.attributes());
    }

    static Entry changed(Entry entry, Instant changed) {
        return new Entry(
                entry.type(),
                entry.size(),
                entry.accessed(),
                entry.modified(),
                changed,
                entry.mode(),
                entry.uid(),
                entry.gid(),
                entry.inode(),
                entry.device(),
                entry.links(),
                entry.special(),
                entry.link(),
                entry.attributes());
    }

    static Entry at(Entry entry, long device, long inode) {
        return new Entry(
                entry.type(),
                entry.size(),
                entry.accessed(),
                entry.modified(),
                entry.changed(),
                entry.mode(),
                entry.uid(),
                entry.gid(),
                inode,
                device,
                entry.links(),
                entry.special(),
                entry.link(),
                entry.attributes());
    }

    static Entry sized(Entry entry, long size) {
        return of(
                entry.type(),
                size,
                entry.modified(),
                entry.changed(),
                entry.mode(),
                entry.uid(),
                entry.gid(),
                entry.link());
    }

    static Entry owned(Entry entry, int mode, int uid, int gid) {
        return of(entry.type(), entry.size(), entry.modified(), entry.changed(), mode, uid, gid, entry.link());
    }

    private static Entry of(
            Entry.Type type, long size, Instant modified, Instant changed, int mode, int uid, int gid, String link) {
        return new Entry(type, size, OLD, modified, changed, mode, uid, gid, 100, DEVICE, 1, 0, link, Map.of());
    }
}
