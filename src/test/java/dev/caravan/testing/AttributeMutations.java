package dev.caravan.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes that move no data and touch no mtime: of mode, owner, extended attributes and ACLs. */
public final class AttributeMutations {
    private static final String SETTABLE = "^(user|trusted)\\.";

    private final SourceEntries entries;
    private final Random random;
    private final List<String> namespaces;

    public AttributeMutations(Path root, SourceEntries entries, Random random) throws IOException {
        this.entries = entries;
        this.random = random;
        namespaces = Adornments.namespaces(root);
    }

    public Map<String, Mutations.Kind> kinds() {
        Map<String, Mutations.Kind> kinds = new LinkedHashMap<>();
        kinds.put("mode of a file", () -> changeMode(entries.file()));
        kinds.put("mode of a directory", () -> changeMode(entries.directory()));
        kinds.put("owner", () -> changeOwner(entries.any()));
        kinds.put("owner of a link", () -> changeOwner(entries.link()));
        kinds.put("attribute set", () -> setAttribute(entries.fileOrDirectory(), namespace()));
        kinds.put("attribute set on anything", () -> setAttribute(entries.any(), "trusted"));
        kinds.put("attribute changed", this::changeAttribute);
        kinds.put("attribute removed", this::removeAttribute);
        kinds.put("ACL set", () -> setAccess(entries.fileOrDirectory()));
        kinds.put("default ACL set", () -> setDefaultAccess(entries.directory()));
        kinds.put("ACL removed", () -> removeAccess("^system\\.posix_acl_access"));
        kinds.put("default ACL removed", () -> removeAccess("^system\\.posix_acl_default"));
        return kinds;
    }

    private Path changeMode(Path entry) throws IOException {
        int mode = (Integer) Files.getAttribute(entry, "unix:mode") & 07777;
        Files.setAttribute(entry, "unix:mode", mode ^ (1 + random.nextInt(07777)));
        return entry;
    }

    private Path changeOwner(Path entry) throws IOException, InterruptedException {
        Tools.run("chown", "-h", (2000 + random.nextInt(1000)) + ":" + (3000 + random.nextInt(1000)), entry);
        return entry;
    }

    private String namespace() {
        return namespaces.get(random.nextInt(namespaces.size()));
    }

    private Path setAttribute(Path entry, String namespace) throws IOException, InterruptedException {
        Tools.run("setfattr", "-h", "-n", namespace + ".n" + random.nextInt(100), "-v", value(), entry);
        return entry;
    }

    private Path changeAttribute() throws IOException, InterruptedException {
        Path entry = entries.withAttribute(SETTABLE);
        String name = SourceEntries.attributes(entry, SETTABLE).get(0);
        Tools.run("setfattr", "-h", "-n", name, "-v", value(), entry);
        return entry;
    }

    private Path removeAttribute() throws IOException, InterruptedException {
        Path entry = entries.withAttribute(SETTABLE);
        Tools.run(
                "setfattr",
                "-h",
                "-x",
                SourceEntries.attributes(entry, SETTABLE).get(0),
                entry);
        return entry;
    }

    private String value() {
        return "0x" + String.format("%016x", random.nextLong());
    }

    private Path setAccess(Path entry) throws IOException, InterruptedException {
        Tools.run("setfacl", "-m", rule(), entry);
        return entry;
    }

    private Path setDefaultAccess(Path directory) throws IOException, InterruptedException {
        Tools.run("setfacl", "-d", "-m", rule(), directory);
        return directory;
    }

    private String rule() {
        return "u:" + (5000 + random.nextInt(1000)) + ":" + random.nextInt(8);
    }

    private Path removeAccess(String name) throws IOException, InterruptedException {
        Path entry = entries.withAttribute(name);
        Tools.run("setfacl", name.contains("default") ? "-k" : "-b", entry);
        return entry;
    }
}
