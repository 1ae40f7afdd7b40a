package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped routes and keys keep the rules that make them readable, and an upgrade of Camel harmless. */
class RouteFilesTest {
    private static final Path ROUTES = Path.of("routes");
    private static final Path CONFIGURATION = Path.of("config/application.properties");
    private static final Pattern KEY = Pattern.compile("#?(caravan\\.[a-z0-9.-]+)=.*");

    private static final Pattern KEY_OF_NAME = Pattern.compile("caravan\\.[a-z0-9.-]+\\.NAME\\.[a-z0-9-]+");

    private static final String SOUND = """
            - route:
                id: sound
                description: Takes in, e.g. lines, and hands them on.
                from:
                  uri: direct:in
                  steps:
                    - filter:
                        id: only-those
                        expression:
                          simple:
                            expression: ${body} != '#'
                        steps:
                          - aggregate:
                              id: many
                              aggregationStrategy: "#class:org.example.Lines"
                              completionSize: "{{caravan.some.size}}"
                              correlationExpression:
                                constant:
                                  expression: all
                              steps:
                                - to:
                                    id: onward
                                    uri: direct:out
                                    parameters:
                                      block: true
            """;

    private static CanonicalSchema schema;
    private static RouteRules shipped;

    @BeforeAll
    static void readSchemaAndKeys() throws IOException {
        schema = CanonicalSchema.load();
        shipped = new RouteRules(schema, keys(Files.readAllLines(CONFIGURATION)));
    }

    static List<Path> routeFiles() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void shippedRouteFileKeepsTheRules(Path file) throws IOException {
        assertThat(file.toString()).endsWith(".camel.yaml");
        assertThat(shipped.faults(file.toString(), Files.readString(file))).isEmpty();
    }

    @Test
    void everyKeyIsExplained() throws IOException {
        assertThat(unexplained(Files.readAllLines(CONFIGURATION))).isEmpty();
    }

    @Test
    void aSoundRouteHasNoFault() {
        assertThat(faults(SOUND)).isEmpty();
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                arguments("- route:", "- from:", "'from' is not defined in the schema"),
                arguments("    id: sound\n", "", "route: id is missing or not in kebab-case: ''"),
                arguments("id: sound", "id: soundRoute", "route: id is missing or not in kebab-case: 'soundRoute'"),
                arguments("id: onward", "id: many", "to: id 'many' is used twice, first in test"),
                arguments("id: only-those", "note: x", "filter: id is missing or not in kebab-case: ''"),
                arguments("Takes in, e.g. lines, and", "Takes in. And", "route sound: description is not one sentence"),
                arguments("on.\n", "on\n", "route sound: description is not one sentence"),
                arguments("simple:\n                expression: ", "simple: ", "string found, object expected"),
                arguments(
                        "expression:\n              simple:\n                expression: ",
                        "simple: ",
                        "property 'simple' is not defined in the schema"),
                arguments("direct:out", "direct:out?block=true", "has a query: write it as parameters"),
                arguments("direct:out", "file:state/in", "uri 'file:state/in' is a literal path"),
                arguments("block: true", "directoryName: /var/inbox", "directoryName '/var/inbox' is a literal path"),
                arguments("block: true", "timeout: 5s", "timeout '5s' is a literal number, duration or size"),
                arguments("\"{{caravan.some.size}}\"", "500", "completionSize '500' is a literal number"),
                arguments(
                        "some.size}}",
                        "som.size}}",
                        "'{{caravan.som.size}}' is no key of config/application.properties"),
                arguments("some.size}}", "some.size:9}}", "'{{caravan.some.size:9}}' is no key"),
                arguments("uri: direct:in", "uri: direct:in\n      uri: direct:x", "Duplicate field 'uri'"),
                arguments("aggregate:", "agregate:", "property 'agregate' is not defined in the schema"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectIsReported(String sound, String defect, String message) {
        assertThat(SOUND).contains(sound);
        assertThat(faults(SOUND.replace(sound, defect))).anyMatch(fault -> fault.contains(message));
    }

    @Test
    void aTemplateKeepsTheRulesToo() {
        String template = """
                - routeTemplate:
                    id: each
                    description: Takes in what comes of one of several.
                    parameters:
                      - name: which
                    route:
                      from:
                        uri: direct:{{which}}
                        steps:
                          - to:
                              id: each-out
                              uri: direct:out
                              parameters:
                                size: "{{caravan.{{which}}.size}}"
                """;
        RouteRules rules = new RouteRules(schema, Set.of("caravan.NAME.size"));
        assertThat(rules.faults("test", template)).isEmpty();
        assertThat(new RouteRules(schema, Set.of()).faults("test", template))
                .singleElement()
                .asString()
                .contains("'{{caravan.NAME.size}}' is no key");
        assertThat(new RouteRules(schema, Set.of("caravan.NAME.size"))
                        .faults("test", template.replace("id: each\n", "id: Each\n")))
                .isNotEmpty();
    }

    @Test
    void aBranchNeedsItsId() {
        assertThat(faults("""
                                - route:
                                    id: choose
                                    description: Chooses.
                                    from:
                                      uri: direct:choose
                                      steps:
                                        - choice:
                                            id: which
                                            when:
                                              - expression:
                                                  simple:
                                                    expression: ${body}
                                                steps:
                                                  - stop:
                                                      id: enough
                                """)).containsExactly("test: when: id is missing or not in kebab-case: ''");
    }

    @Test
    void anUnexplainedKeyIsReported() {
        assertThat(unexplained(
                        List.of("# The two roots.", "caravan.source=", "#caravan.target=", "", "caravan.state=state")))
                .containsExactly("caravan.state");
    }

    @Test
    void aKeyThatIsCommentedOutIsNoKeyForARoute() {
        assertThat(keys(List.of("caravan.source=", "#caravan.target="))).containsExactly("caravan.source");
    }

    private static List<String> faults(String yaml) {
        return new RouteRules(schema, Set.of("caravan.some.size")).faults("test", yaml);
    }

    /** Those that the program knows; one that is commented out is none, but one of NAME stands for one of each name. */
    private static Set<String> keys(List<String> lines) {
        Set<String> keys = new TreeSet<>();
        for (String line : lines) {
            Matcher ofName = KEY_OF_NAME.matcher(line);
            while (ofName.find()) {
                keys.add(ofName.group());
            }
            Matcher key = KEY.matcher(line);
            if (key.matches() && !line.startsWith("#")) {
                keys.add(key.group(1));
            }
        }
        return keys;
    }

    /** The keys that no comment stands above; keys of one block share theirs. A key that is commented out needs one too. */
    private static List<String> unexplained(List<String> lines) {
        List<String> keys = new ArrayList<>();
        boolean explained = false;
        for (String line : lines) {
            Matcher key = KEY.matcher(line);
            if (!key.matches()) {
                explained = line.startsWith("# ");
            } else if (!explained) {
                keys.add(key.group(1));
            }
        }
        return keys;
    }
}
