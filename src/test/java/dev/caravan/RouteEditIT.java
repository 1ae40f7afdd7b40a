package dev.caravan;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.FakeClientLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator edits in the routes and the configuration takes effect with the jar as it is. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RouteEditIT extends LoggedTreesFixture {
    private static final Duration BOUND = Duration.ofSeconds(40);

    private static final String TELL = """
            - route:
                id: tell
                description: Writes down what is done, a path a line.
                from:
                  id: tell-in
                  uri: direct:tell
                  steps:
                    - setBody:
                        id: tell-path
                        expression:
                          simple:
                            expression: "done: ${body.task.path}"
                    - to:
                        id: tell-to-file
                        uri: %s
                        parameters:
                          fileName: done.txt
                          fileExist: Append
            """;

    private Path routes;
    private Path config;

    @BeforeEach
    void copyWhatIsShipped() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
            for (Path file : shipped.filter(Files::isRegularFile).toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        config = Files.copy(Path.of("config/application.properties"), folder.resolve("application.properties"));
        settings.put("caravan.state", folder.resolve("state").toString());
    }

    @Test
    void anAddedWireTapTellsWhatIsDone() throws Exception {
        Path told = folder.resolve("told");
        tap();
        Files.writeString(routes.resolve("my.camel.yaml"), TELL.formatted("file:" + told));
        try (CaravanProcess caravan = start()) {
            log.awaitFollowed(caravan);
            Files.writeString(source.resolve("wanted"), "x");
            log.lookup(source, "wanted");
            await().atMost(BOUND)
                    .untilAsserted(
                            () -> assertThat(told.resolve("done.txt")).content().contains("done: wanted"));
            assertThat(target.resolve("wanted")).exists();
            caravan.stop();
        }
    }

    @Test
    void aCounterInARouteIsAmongTheMeters() throws Exception {
        edit(routes.resolve("reconcile.camel.yaml"), """
                      id: done-in
                      uri: direct:done
                      steps:
                """, """
                - to:
                    id: done-count
                    uri: micrometer:counter:acme.done
                """.indent(8));
        try (CaravanProcess caravan = start()) {
            log.awaitFollowed(caravan);
            Files.writeString(source.resolve("wanted"), "x");
            log.lookup(source, "wanted");
            caravan.awaitDrained(BOUND);
            TabularData meters = (TabularData) caravan.attribute("Meters");
            assertThat(meter(meters, "acme.done")).isGreaterThanOrEqualTo(1);
            assertThat(meter(meters, "caravan.copy.entries")).isGreaterThanOrEqualTo(1);
            caravan.stop();
        }
    }

    private static double meter(TabularData meters, String name) {
        CompositeData row = meters.get(new Object[] {name});
        assertThat(row).as(name).isNotNull();
        return (double) row.get("value");
    }

    @Test
    void aTapOnARouteOfItsOwnThatFailsDoesNotFailThePath() throws Exception {
        tap();
        Files.writeString(routes.resolve("my.camel.yaml"), TELL.formatted("file:/dev/null/never"));
        try (CaravanProcess caravan = start()) {
            log.awaitFollowed(caravan);
            Files.writeString(source.resolve("wanted"), "x");
            log.lookup(source, "wanted");
            caravan.awaitDrained(BOUND);
            assertThat(target.resolve("wanted")).exists();
            assertThat(caravan.output()).contains("/dev/null/never");
            assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);
            caravan.stop();
        }
    }

    /** Neither is a ticket lost that would stop the mark for good, nor a change. */
    @Test
    void whatAFilterOrABadExpressionLosesIsSaidAndDoneOnceTheRoutesAreMended() throws Exception {
        Path shipped = Path.of("routes");
        edit(routes.resolve("live.camel.yaml"), """
                            id: settle-each
                            expression:
                              simple:
                                expression: "${body}"
                            steps:
                """, """
                - filter:
                    id: my-filter
                    expression:
                      simple:
                        expression: "${body.task.path} == 'filtered'"
                    steps:
                      - stop:
                          id: my-stop
                """.indent(14));
        edit(routes.resolve("reconcile.camel.yaml"), """
                      id: look-in
                      uri: direct:look
                      steps:
                """, """
                - filter:
                    id: my-choice
                    expression:
                      simple:
                        expression: "${body.path} == 'bad'"
                    steps:
                      - setProperty:
                          id: my-property
                          name: mine
                          expression:
                            simple:
                              expression: "${body.nonsense}"
                """.indent(8));
        settings.put("caravan.failures.redeliveries", "0");
        settings.put("caravan.walk.enabled", "false");
        try (CaravanProcess caravan = start()) {
            log.awaitFollowed(caravan);
            for (String name : new String[] {"filtered", "bad", "good"}) {
                Files.writeString(source.resolve(name), name);
                log.lookup(source, name);
            }
            caravan.awaitAttribute("FailedEntries", Long.class, failed -> failed == 2, BOUND);
            caravan.awaitAttribute("CopiedEntries", Long.class, copied -> copied >= 1, BOUND);
            assertThat(target.resolve("good")).exists();
            caravan.stop();
        }
        // The log was done with, though two of its paths were not.
        assertThat(Files.readString(folder.resolve("state/failures.jsonl")))
                .contains("route client-log: ended without it", "nonsense");
        Files.copy(shipped.resolve("live.camel.yaml"), routes.resolve("live.camel.yaml"), REPLACE_EXISTING);
        Files.copy(shipped.resolve("reconcile.camel.yaml"), routes.resolve("reconcile.camel.yaml"), REPLACE_EXISTING);
        try (CaravanProcess caravan = start()) {
            caravan.awaitAttribute("FailedEntries", Long.class, failed -> failed == 0, BOUND);
            assertThat(target.resolve("filtered")).exists();
            assertThat(target.resolve("bad")).exists();
            caravan.stop();
        }
    }

    private void tap() throws IOException {
        edit(routes.resolve("reconcile.camel.yaml"), """
                      id: done-in
                      uri: direct:done
                      steps:
                """, """
                - wireTap:
                    id: done-tell
                    uri: direct:tell
                """.indent(8));
    }

    @Test
    void anotherExcludeInTheFileLeavesThatOut() throws Exception {
        edit(config, "caravan.exclude=", "scratch,*.tmp\n");
        Files.createDirectory(source.resolve("scratch"));
        Files.writeString(source.resolve("scratch/a"), "x");
        Files.writeString(source.resolve("b.tmp"), "x");
        try (CaravanProcess caravan = start()) {
            log.awaitFollowed(caravan);
            Files.writeString(source.resolve("c.tmp"), "x");
            log.lookup(source, "c.tmp");
            Files.writeString(source.resolve("wanted"), "x");
            log.lookup(source, "wanted");
            caravan.awaitDrained(BOUND);
            assertThat(target.resolve("wanted")).exists();
            assertThat(target.resolve("scratch")).doesNotExist();
            assertThat(target.resolve("b.tmp")).doesNotExist();
            assertThat(target.resolve("c.tmp")).doesNotExist();
            caravan.stop();
        }
    }

    @Test
    void anInboxOfLogLinesFeedsTheSamePipeline() throws Exception {
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Files.writeString(routes.resolve("my.camel.yaml"), """
                - route:
                    id: inbox
                    description: Reads a file of log lines that somebody dropped, a batch of one line each.
                    from:
                      id: inbox-files
                      uri: file:%s
                      parameters:
                        charset: ISO-8859-1
                        move: .done
                        initialDelay: 0
                        delay: "{{my.inbox.delay-millis}}"
                      steps:
                        - split:
                            id: inbox-each
                            expression:
                              tokenize:
                                token: "\\n"
                            aggregationStrategy: "#class:org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy"
                            steps:
                              - convertBodyTo:
                                  id: inbox-line
                                  type: java.lang.String
                        - bean:
                            id: inbox-batch
                            beanType: dev.caravan.change.LineBatch
                            method: of
                        - to:
                            id: inbox-to-lines
                            uri: direct:lines
                """.formatted(inbox));
        Files.writeString(config, Files.readString(config) + "\nmy.inbox.delay-millis=200\n");
        settings.put("caravan.walk.enabled", "false");
        try (CaravanProcess caravan = start()) {
            log.awaitFollowed(caravan);
            FakeClientLog dropped = new FakeClientLog(folder.resolve("dropped"), source);
            for (String name : new String[] {"one", "two words", "$(three)"}) {
                Files.writeString(source.resolve(name), name);
                dropped.lookup(source, name);
            }
            Files.move(folder.resolve("dropped"), inbox.resolve("dropped"));
            caravan.awaitAttribute("CopiedEntries", Long.class, copied -> copied >= 3, BOUND);
            assertThat(target.resolve("one")).hasContent("one");
            assertThat(target.resolve("two words")).hasContent("two words");
            assertThat(target.resolve("$(three)")).hasContent("$(three)");
            caravan.stop();
        }
        assertThat(inbox.resolve(".done/dropped")).exists();
    }

    @Test
    void anOptionalRouteIsSwitchedOnByListingIt() throws Exception {
        Path oplog = Files.writeString(folder.resolve("oplog"), "# idle\n");
        settings.put("caravan.oplog.path", oplog.toString());
        settings.put(
                "camel.main.routes-include-pattern",
                "file:" + Path.of("routes/optional/moosefs-oplog.camel.yaml").toAbsolutePath());
        try (CaravanProcess caravan = start()) {
            assertThat(caravan.mbeans()
                            .getAttribute(
                                    new ObjectName(
                                            "org.apache.camel:context=caravan,type=routes,name=\"moosefs-oplog\""),
                                    "State"))
                    .isEqualTo("Started");
            // Beside those of the folder, not in their place.
            assertThat(caravan.mbeans()
                            .isRegistered(
                                    new ObjectName("org.apache.camel:context=caravan,type=routes,name=\"client-log\"")))
                    .isTrue();
            caravan.stop();
        }
    }

    private CaravanProcess start() throws IOException {
        return CaravanProcess.run(folder, settings, "C", config, routes);
    }

    /** Adds text behind the one place that reads like this. */
    private static void edit(Path file, String place, String added) throws IOException {
        String before = Files.readString(file);
        assertThat(before.split(Pattern.quote(place), -1)).hasSize(2);
        Files.writeString(file, before.replace(place, place + added));
    }
}
