package dev.caravan.testing;

import dev.caravan.entry.Entry;
import java.time.Instant;
import java.util.Map;

/** Entries for tables, alike but for what a test says. */
public final class Entries {
    /** Long before anything a test does. */
    public static final Instant OLD = Instant.parse("2020-02-03T04:05:06.123456789Z");

    public static final long DEVICE = 7;

    private Entries() {}

    public static Entry file() {
        return of(Entry.Type.FILE, 10, OLD, OLD, 0644, 1, 2, "");
    }

    public static Entry directory() {
        return of(Entry.Type.DIRECTORY, 4096, OLD, OLD, 0755, 1, 2, "");
    }

    public static Entry link(String text) {
        return of(Entry.Type.LINK, text.length(), OLD, OLD, 0777, 1, 2, text);
    }

    public static Entry fifo() {
        return of(Entry.Type.FIFO, 0, OLD, OLD, 0644, 1, 2, "");
    }

    public static Entry socket() {
        return of(Entry.Type.SOCKET, 0, OLD, OLD, 0644, 1, 2, "");
    }

    /** A file with so many names, under this inode number. */
    public static Entry named(int names, long inode) {
        return new Entry(Entry.Type.FILE, 10, OLD, OLD, OLD, 0644, 1, 2, inode, DEVICE, names, 0, "", Map.of());
    }

    public static Entry device(Entry.Type type, long number) {
        return new Entry(type, 0, OLD, OLD, OLD, 0644, 1, 2, 100, DEVICE, 1, number, "", Map.of());
    }

    public static Entry modified(Entry entry, Instant modified) {
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
                entry.linkText(),
                entry.attributes());
    }

    public static Entry changed(Entry entry, Instant changed) {
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
                entry.linkText(),
                entry.attributes());
    }

    public static Entry at(Entry entry, long device, long inode) {
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
                entry.linkText(),
                entry.attributes());
    }

    public static Entry sized(Entry entry, long size) {
        return of(
                entry.type(),
                size,
                entry.modified(),
                entry.changed(),
                entry.mode(),
                entry.uid(),
                entry.gid(),
                entry.linkText());
    }

    public static Entry owned(Entry entry, int mode, int uid, int gid) {
        return of(entry.type(), entry.size(), entry.modified(), entry.changed(), mode, uid, gid, entry.linkText());
    }

    private static Entry of(
            Entry.Type type, long size, Instant modified, Instant changed, int mode, int uid, int gid, String link) {
        return new Entry(type, size, OLD, modified, changed, mode, uid, gid, 100, DEVICE, 1, 0, link, Map.of());
    }
}
