package dev.caravan.moosefs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The built jar as an operator runs it, in a process of its own, watched over JMX. */
final class CaravanProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration CALM = Duration.ofSeconds(6);
    private static final String NAME = "caravan:type=Migration";
    private static final int LAST_WORDS = 4000;

    private final Path output;
    private final Process process;
    private final Thread atExit;
    private JMXConnector connector;

    private CaravanProcess(Path output, Process process) {
        this.output = output;
        this.process = process;
        // A test run that is ended from outside must not leave it running.
        this.atExit = new Thread(process::destroyForcibly, "caravan-tear-down");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts {@code run} with the shipped configuration and routes, and returns when its MBean answers.
     *
     * @param folder where it is started, and where its output goes
     * @param settings what is set on the command line
     */
    static CaravanProcess run(Path folder, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xmx768m",
                "-jar",
                System.getProperty("caravan.jar"),
                "run",
                "--config",
                Path.of("config/application.properties").toAbsolutePath().toString(),
                "--routes",
                Path.of("routes").toAbsolutePath().toString()));
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("CARAVAN_"));
        // The poorest locale: names are bytes all the same.
        builder.environment().put("LC_ALL", "C");
        Path output = Files.createTempFile(folder, "caravan-", ".log");
        CaravanProcess caravan = new CaravanProcess(
                output,
                builder.directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start());
        try {
            await("caravan is up")
                    .atMost(START)
                    .ignoreExceptions()
                    .failFast(caravan::requireAlive)
                    .until(() -> {
                        caravan.connect();
                        return !caravan.attribute("State").equals("STARTING");
                    });
            return caravan;
        } catch (RuntimeException e) {
            caravan.close();
            throw e;
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Returns when nothing is read, walked, held or copied any more, and has not been for some seconds. */
    void awaitDrained(Duration bound) {
        await("caravan is drained")
                .atMost(bound)
                .pollInterval(Duration.ofMillis(500))
                .during(CALM)
                .failFast(this::requireAlive)
                .untilAsserted(
                        () -> assertThat(status()).as(this::lastWords).isEqualTo(List.of("FOLLOWING", 0L, 0L, 0L)));
    }

    /** What it is doing, how many paths it holds and copies, and how many bytes of log it has not read. */
    private List<Object> status() throws IOException, JMException {
        Object lag = attribute("LogLagBytes");
        return List.of(
                attribute("State"),
                attribute("HeldPaths"),
                attribute("InFlightCopies"),
                // Minus one where no log is followed.
                Math.max(0, (Long) lag));
    }

    Object attribute(String name) throws IOException, JMException {
        return connector.getMBeanServerConnection().getAttribute(new ObjectName(NAME), name);
    }

    /** Ends it as an operator does. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
                .as(() -> "ends within " + STOP + " of SIGTERM: " + lastWords())
                .isTrue();
        assertThat(process.exitValue()).as(this::lastWords).isZero();
    }

    /** Ends it as a crash does: kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        process.destroyForcibly();
    }

    @SuppressWarnings("BanJNDI") // the address is that of the process started here
    private void connect() throws IOException, AttachNotSupportedException {
        if (connector == null) {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
        }
    }

    private void requireAlive() {
        assertThat(process.isAlive()).as(() -> "caravan runs: " + lastWords()).isTrue();
    }

    private String lastWords() {
        try {
            String all = Files.readString(output, ISO_8859_1);
            return all.substring(Math.max(0, all.length() - LAST_WORDS));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
