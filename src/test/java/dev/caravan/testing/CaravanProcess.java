package dev.caravan.testing;

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
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The built jar as an operator runs it, in a process of its own, watched over JMX. */
public final class CaravanProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaravanProcess.class);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);

    /**
     * Longer than anything is under way and shows in no number: a line that was just written, until the log is read (a quarter of a
     * second) and its inode answered for; a path that is due, until the next check (a second). A hint that was read is held,
     * and so counted, for a second at least.
     */
    private static final Duration CALM = Duration.ofSeconds(3);

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
    public static CaravanProcess run(Path folder, Map<String, String> settings) throws IOException {
        return runUnder(List.of(), folder, settings);
    }

    /** The same, its command line given to another command, which has to become the process that it starts. */
    public static CaravanProcess runUnder(List<String> command, Path folder, Map<String, String> settings)
            throws IOException {
        // The poorest locale: names are bytes all the same.
        List<String> program = new ArrayList<>(command);
        program.addAll(jar());
        return runProgram(program, folder, settings);
    }

    /** As {@link #run}, by another command than {@code run}. */
    public static CaravanProcess runCommand(String command, Path folder, Map<String, String> settings)
            throws IOException {
        return run(
                jar(),
                command,
                folder,
                settings,
                "C",
                Path.of("config/application.properties").toAbsolutePath(),
                Path.of("routes").toAbsolutePath());
    }

    /** The same by another program: what stands before Caravan's own arguments. */
    public static CaravanProcess runProgram(List<String> program, Path folder, Map<String, String> settings)
            throws IOException {
        return run(
                program,
                "run",
                folder,
                settings,
                "C",
                Path.of("config/application.properties").toAbsolutePath(),
                Path.of("routes").toAbsolutePath());
    }

    /** The same in another locale, with another configuration file and other routes. */
    public static CaravanProcess run(Path folder, Map<String, String> settings, String locale, Path config, Path routes)
            throws IOException {
        return run(jar(), "run", folder, settings, locale, config, routes);
    }

    private static CaravanProcess run(
            List<String> program,
            String command,
            Path folder,
            Map<String, String> settings,
            String locale,
            Path config,
            Path routes)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--config", config.toString(), "--routes", routes.toString()));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        ProcessBuilder builder = command(program, arguments);
        builder.environment().put("LC_ALL", locale);
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

    /** The jar with these arguments, and nothing of its own in the environment. */
    public static ProcessBuilder command(List<String> arguments) {
        return command(jar(), arguments);
    }

    /** As {@code bin/caravan} starts most commands: without the second compiler, with the class-data archive where there is one. */
    private static List<String> jar() {
        String jar = System.getProperty("caravan.jar");
        Path archive = Path.of(jar.replaceAll("\\.jar$", ".jsa"));
        List<String> program = new ArrayList<>(List.of(java(), "-Xmx768m", "-XX:TieredStopAtLevel=1"));
        if (Files.isReadable(archive)) {
            program.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        }
        program.addAll(List.of("-jar", jar));
        return program;
    }

    private static ProcessBuilder command(List<String> program, List<String> arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("CARAVAN_"));
        return builder;
    }

    /**
     * How a command ended.
     *
     * @param out what it wrote to standard output, bytes one to a char
     * @param err the same of standard error
     */
    public record Ending(int status, String out, String err) {}

    /** Runs a command that ends by itself, and fails where it does not within 40 s. */
    public static Ending execute(Path folder, List<String> arguments) throws IOException, InterruptedException {
        return execute(jar(), folder, arguments, Duration.ofSeconds(40));
    }

    /** The same by another program, and within another time. */
    public static Ending execute(List<String> program, Path folder, List<String> arguments, Duration bound)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("caravan-", ".out");
        Path err = Files.createTempFile("caravan-", ".err");
        try {
            Process process = command(program, arguments)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            assertThat(ended).as(() -> "it ends by itself: " + arguments).isTrue();
            return new Ending(
                    process.exitValue(), Files.readString(out, ISO_8859_1), Files.readString(err, ISO_8859_1));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Returns when nothing is read, walked, held or copied any more, and has not been for some seconds. */
    public void awaitDrained(Duration bound) {
        awaitDrained(bound, CALM);
    }

    /** The same where the log is written by somebody who may be late: nothing has come for so long. */
    public void awaitDrained(Duration bound, Duration calm) {
        await("caravan is drained")
                .atMost(bound)
                .pollInterval(Duration.ofMillis(250))
                .during(calm)
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

    public Object attribute(String name) throws IOException, JMException {
        return mbeans().getAttribute(new ObjectName(NAME), name);
    }

    /** Calls an operation without parameters. */
    public void invoke(String operation) throws IOException, JMException {
        mbeans().invoke(new ObjectName(NAME), operation, new Object[0], new String[0]);
    }

    public MBeanServerConnection mbeans() throws IOException {
        return connector.getMBeanServerConnection();
    }

    /** Returns when the attribute has become as it is described. */
    public <T> void awaitAttribute(String name, Class<T> type, Predicate<T> expected, Duration bound) {
        await(name)
                .atMost(bound)
                .pollInterval(Duration.ofMillis(50))
                .failFast(this::requireAlive)
                .untilAsserted(() -> assertThat(type.cast(attribute(name)))
                        .as(this::lastWords)
                        .matches(expected));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** What it ended with; it has ended. */
    public int exitValue() {
        return process.exitValue();
    }

    /** What it has written so far, both streams, bytes one to a char. */
    public String output() throws IOException {
        return Files.readString(output, ISO_8859_1);
    }

    /** Ends it as an operator does. */
    public void stop() throws IOException, InterruptedException {
        // Else its client would complain of the end, long after the test.
        connector.close();
        process.destroy();
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
                .as(() -> "ends within " + STOP + " of SIGTERM: " + lastWords())
                .isTrue();
        assertThat(process.exitValue()).as(this::lastWords).isZero();
    }

    /** Ends it as a crash does: kill -9, even where it was stopped by a signal and cannot answer. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        try {
            connector.close();
        } catch (IOException e) {
            LOG.debug("nobody is there any more: {}", e.toString());
        }
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
            String all = output();
            return all.substring(Math.max(0, all.length() - LAST_WORDS));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
