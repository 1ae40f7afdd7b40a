package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.FileTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;

/** Gives a target's entry the attributes of a source's. The one place that knows which there are, and their order. */
final class Attributes {
    private Attributes() {}

    /** Owner first, since a change of owner clears set-uid and set-gid, and since nobody's set-uid file may be another's. */
    static void setOwnerAndMode(Entry source, Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", source.uid(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", source.gid(), LinkOption.NOFOLLOW_LINKS);
        if (source.type() != Entry.Type.LINK) {
            Files.setAttribute(path, "unix:mode", source.mode(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Last, since everything else sets them anew. */
    static void setTimes(Entry source, Path path) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(FileTimes.settable(source.modified())), null, null);
    }
}
