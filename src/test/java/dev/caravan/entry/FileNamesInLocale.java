package dev.caravan.entry;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What {@link FileNamesTest} runs in a JVM of another locale: makes odd names, lists them, and finds each of them again. */
final class FileNamesInLocale {
    private FileNamesInLocale() {}

    /** Every byte that a name may hold, at its beginning, at its end and alone; and what looks like an instruction. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (char c = 1; c < 256; c++) {
            if (c != '/') {
                names.add("x" + c);
                names.add(c + "x");
                if (c != '.') {
                    names.add(String.valueOf(c));
                }
            }
        }
        names.addAll(List.of("\u00e9".repeat(255), "%41\u00e9", "$(touch x)", "`x`", "{{x}}", "${body}", "a b\tc\nd"));
        return names;
    }

    public static void main(String[] arguments) throws IOException {
        RelativePath directory = new RelativePath("d");
        Path folder = Path.of(arguments[0]);
        for (String name : names()) {
            Files.createFile(folder.resolve(FileNames.toPath(name)));
        }
        TreeSet<String> missing = new TreeSet<>(names());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path listed : entries) {
                String name = directory.child(listed).name();
                if (Files.exists(new RelativePath(name).under(folder), LinkOption.NOFOLLOW_LINKS)) {
                    missing.remove(name);
                }
            }
        }
        System.out.println(missing.isEmpty() ? "all found" : "not found: " + missing.size());
        System.exit(missing.isEmpty() ? 0 : 1);
    }
}
