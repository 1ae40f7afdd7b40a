package dev.caravan.moosefs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real MooseFS: a master, a chunkserver and a mount in a network namespace of their own, all their data in one folder.
 *
 * <p>A chunkserver refuses loopback addresses, so the namespace has a veth pair, one end of which has an address. The mount is
 * visible everywhere; the tools that speak to it ({@code mfsfilepaths}) have to run in the namespace, see {@link #inside}.
 */
final class MooseFsCluster implements AutoCloseable {
    /** How long nothing has come before all is told: its mount's {@code .oplog} is read by the test, or by a route, when there is time. */
    static final Duration CALM = Duration.ofSeconds(6);

    private static final Logger LOG = LoggerFactory.getLogger(MooseFsCluster.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADDRESS = "10.99.0.1";
    private static final Path EMPTY_METADATA = Path.of("/var/lib/mfs/metadata.mfs.empty");
    private static final List<String> COMMANDS =
            List.of("mfsmaster", "mfschunkserver", "mfsmount", "mfsfilepaths", "ip", "nsenter", "umount", "rsync");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path folder;
    private final Path mount;
    private final Path backDoor;
    private final String namespace = "caravan-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final List<Process> daemons = new ArrayList<>();
    private final Thread atExit = new Thread(this::tearDown, "moosefs-tear-down");

    private MooseFsCluster(Path folder) {
        this.folder = folder;
        this.mount = folder.resolve("mnt");
        this.backDoor = folder.resolve("back");
    }

    /**
     * Brings one up, and returns when a file was written to it. Where this machine cannot, the test is skipped, or fails if the
     * environment says {@code CI=true}.
     *
     * @param folder an empty one
     * @param mountOptions {@code -o} options of the mount
     */
    static MooseFsCluster start(Path folder, String... mountOptions) throws IOException, InterruptedException {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            String reason = "no MooseFS on this machine: " + String.join(", ", missing);
            LOG.warn("{}", reason);
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(reason);
            }
            Assumptions.abort(reason);
        }
        MooseFsCluster cluster = new MooseFsCluster(folder);
        Runtime.getRuntime().addShutdownHook(cluster.atExit);
        try {
            cluster.configure();
            cluster.bringUp(mountOptions);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** The root of the file system. */
    Path mount() {
        return mount;
    }

    /** The same root by another client, what is done through which the first one's {@code .oplog} does not show. */
    Path backDoor() {
        return backDoor;
    }

    /** The command's argument list, to be run in the cluster's network namespace. */
    List<String> inside(String... command) {
        return Stream.concat(Stream.of("nsenter", "--net=/var/run/netns/" + namespace), Stream.of(command))
                .toList();
    }

    /** Ends everything at once; what the file system held is of no use afterwards. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        tearDown();
    }

    private static List<String> missing() throws IOException {
        List<String> missing = new ArrayList<>();
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            missing.add("not root");
        }
        if (!Files.exists(Path.of("/dev/fuse"))) {
            missing.add("no /dev/fuse");
        }
        if (!Files.exists(EMPTY_METADATA)) {
            missing.add("no " + EMPTY_METADATA);
        }
        for (String command : COMMANDS) {
            boolean found = Stream.of(System.getenv("PATH").split(":", -1))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
            if (!found) {
                missing.add("no " + command);
            }
        }
        return missing;
    }

    private void configure() throws IOException {
        for (String part : List.of("master", "chunkserver", "chunks", "mnt", "back")) {
            Files.createDirectory(folder.resolve(part));
        }
        Files.copy(EMPTY_METADATA, folder.resolve("master/metadata.mfs"));
        write("mfsexports.cfg", "* / rw,alldirs,admin,maproot=0:0");
        write("mfshdd.cfg", folder.resolve("chunks").toString());
        write(
                "mfsmaster.cfg",
                "WORKING_USER = root",
                "WORKING_GROUP = root",
                "NICE_LEVEL = 0",
                "DISABLE_OOM_KILLER = 0",
                "DATA_PATH = " + folder.resolve("master"),
                "EXPORTS_FILENAME = " + folder.resolve("mfsexports.cfg"),
                "MATOML_LISTEN_HOST = " + ADDRESS,
                "MATOCS_LISTEN_HOST = " + ADDRESS,
                "MATOCL_LISTEN_HOST = " + ADDRESS);
        write(
                "mfschunkserver.cfg",
                "WORKING_USER = root",
                "WORKING_GROUP = root",
                "NICE_LEVEL = 0",
                "DISABLE_OOM_KILLER = 0",
                "DATA_PATH = " + folder.resolve("chunkserver"),
                "HDD_CONF_FILENAME = " + folder.resolve("mfshdd.cfg"),
                "HDD_LEAVE_SPACE_DEFAULT = 64MiB",
                "MASTER_HOST = " + ADDRESS,
                "MASTER_RECONNECTION_DELAY = 1",
                "BIND_HOST = " + ADDRESS,
                "CSSERV_LISTEN_HOST = " + ADDRESS);
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), List.of(lines));
    }

    private void bringUp(String... mountOptions) throws IOException, InterruptedException {
        Commands.run("ip", "netns", "add", namespace);
        Commands.run("ip", "-n", namespace, "link", "add", "v0", "type", "veth", "peer", "name", "v1");
        Commands.run("ip", "-n", namespace, "addr", "add", ADDRESS + "/24", "dev", "v0");
        for (String device : List.of("lo", "v0", "v1")) {
            Commands.run("ip", "-n", namespace, "link", "set", device, "up");
        }
        Path master =
                daemon("mfsmaster", "-f", "-c", folder.resolve("mfsmaster.cfg").toString(), "start");
        until("the master listens", () -> Files.readString(master, ISO_8859_1).contains("initialized properly"));
        daemon(
                "mfschunkserver",
                "-f",
                "-c",
                folder.resolve("mfschunkserver.cfg").toString(),
                "start");
        String options =
                String.join(",", List.of(mountOptions)) + (mountOptions.length == 0 ? "" : ",") + "mfsallowoomkiller";
        for (Path place : List.of(mount, backDoor)) {
            daemon("mfsmount", "-f", "-H", ADDRESS, "-o", options, place.toString());
            until("it is mounted", () -> Files.exists(place.resolve(".masterinfo")));
        }
        until("a file can be written", this::isWritable);
    }

    private Path daemon(String... command) throws IOException {
        Path output = folder.resolve(command[0] + "-" + daemons.size() + ".out");
        daemons.add(new ProcessBuilder(inside(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start());
        return output;
    }

    private void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).until(() -> {
            assertThat(daemons).allMatch(Process::isAlive, "runs; their last words are in " + folder);
            return condition.call();
        });
    }

    /** By another process: a write that waits for a chunkserver cannot be interrupted. */
    private boolean isWritable() throws IOException, InterruptedException {
        Path probe = mount.resolve("probe");
        Process copy = new ProcessBuilder("cp", EMPTY_METADATA.toString(), probe.toString()).start();
        try {
            return copy.waitFor(20, TimeUnit.SECONDS) && copy.exitValue() == 0 && Files.deleteIfExists(probe);
        } finally {
            copy.destroyForcibly();
        }
    }

    private void tearDown() {
        attempt("umount", "--lazy", mount.toString());
        attempt("umount", "--lazy", backDoor.toString());
        for (Process daemon : daemons) {
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly();
        }
        for (Process daemon : daemons) {
            daemon.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
        attempt("ip", "netns", "delete", namespace);
    }

    /** What was never brought up need not go down. */
    private static void attempt(String... command) {
        try {
            Commands.result(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
