package dev.caravan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the schema cannot say about a route file: ids, descriptions, keys, and nothing literal. One instance sees all the files. */
final class RouteRules {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern SENTENCE = Pattern.compile("[A-Z](?!.*\\.\\s+[A-Z]).*\\.");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)}}");
    private static final Pattern QUANTITY = Pattern.compile("\\d+(\\.\\d+)?\\s*([a-zA-Z]{1,12})?");
    private static final Pattern PATH = Pattern.compile("(^|:)[.~]?/.*|.*[^/]/[^/].*");

    /** Elements inside an element that show up on their own in a trace and so need an id as a step does. */
    private static final Set<String> BRANCHES = Set.of("when", "otherwise", "doCatch", "doFinally", "onFallback");

    /** Text for people, and languages, whose slashes and digits are their own. */
    private static final Set<String> PROSE = Set.of("description", "note", "message", "expression");

    /** A number that orders things is neither a duration nor a size. */
    private static final Set<String> ORDINALS = Set.of("startupOrder", "priority");

    private final CanonicalSchema schema;
    private final Set<String> keys;
    private final Map<String, String> fileOfId = new HashMap<>();

    /** Of the template that is being checked. */
    private final Set<String> parameters = new HashSet<>();

    RouteRules(CanonicalSchema schema, Set<String> keys) {
        this.schema = schema;
        this.keys = keys;
    }

    /** One line for each fault, beginning with the file's name. */
    List<String> faults(String file, String yaml) {
        List<String> faults = new ArrayList<>();
        try {
            JsonNode document = YAML.readTree(yaml);
            faults.addAll(schema.faults(document));
            for (JsonNode element : document) {
                checkElement(element, file, faults);
                parameters.clear();
                element.path("routeTemplate")
                        .path("parameters")
                        .forEach(parameter ->
                                parameters.add(parameter.path("name").asText()));
                checkValues("", element, faults);
            }
        } catch (JsonProcessingException e) {
            faults.add("is no YAML: " + e.getOriginalMessage());
        }
        return faults.stream().map(fault -> file + ": " + fault).toList();
    }

    private void checkElement(JsonNode element, String file, List<String> faults) {
        JsonNode route = element.path("route");
        if (route.isObject()) {
            checkDescription("route", route, faults);
            checkId("route", route, file, faults);
        }
        JsonNode template = element.path("routeTemplate");
        if (template.isObject()) {
            checkDescription("routeTemplate", template, faults);
            checkId("routeTemplate", template, file, faults);
        }
        JsonNode configuration = element.path("routeConfiguration");
        if (configuration.isObject()) {
            checkId("routeConfiguration", configuration, file, faults);
            for (JsonNode handler : configuration.path("onException")) {
                checkId("onException", handler.path("onException"), file, faults);
            }
        }
        checkSteps(element, file, faults);
    }

    private static void checkDescription(String kind, JsonNode node, List<String> faults) {
        String description = node.path("description").asText();
        if (!SENTENCE.matcher(description).matches()) {
            faults.add(
                    kind + " " + node.path("id").asText() + ": description is not one sentence: '" + description + "'");
        }
    }

    private void checkSteps(JsonNode node, String file, List<String> faults) {
        for (JsonNode step : node.path("steps")) {
            step.properties().forEach(kind -> checkId(kind.getKey(), kind.getValue(), file, faults));
        }
        node.properties().forEach(property -> {
            if (BRANCHES.contains(property.getKey())) {
                List<JsonNode> branches = new ArrayList<>();
                if (property.getValue().isArray()) {
                    property.getValue().forEach(branches::add);
                } else {
                    branches.add(property.getValue());
                }
                branches.forEach(branch -> checkId(property.getKey(), branch, file, faults));
            }
        });
        node.forEach(child -> checkSteps(child, file, faults));
    }

    private void checkId(String kind, JsonNode node, String file, List<String> faults) {
        String id = node.path("id").asText();
        if (!KEBAB_CASE.matcher(id).matches()) {
            faults.add(kind + ": id is missing or not in kebab-case: '" + id + "'");
            return;
        }
        String other = fileOfId.putIfAbsent(id, file);
        if (other != null) {
            faults.add(kind + ": id '" + id + "' is used twice, first in " + other);
        }
    }

    private void checkValues(String name, JsonNode node, List<String> faults) {
        node.properties().forEach(property -> checkValues(property.getKey(), property.getValue(), faults));
        if (node.isArray()) {
            node.forEach(item -> checkValues(name, item, faults));
        }
        if (node.isValueNode()) {
            checkPlaceholders(node.asText(), faults);
            checkLiteral(name, node.asText(), faults);
        }
    }

    private void checkPlaceholders(String text, List<String> faults) {
        // The configuration file explains a key of each of several as that of NAME.
        String value = text;
        for (String parameter : parameters) {
            value = value.replace("{{" + parameter + "}}", "NAME");
        }
        Matcher placeholder = PLACEHOLDER.matcher(value);
        while (placeholder.find()) {
            String key = placeholder.group(1).replaceFirst("^[?!]", "");
            if (!keys.contains(key)) {
                faults.add("'{{" + placeholder.group(1) + "}}' is no key of config/application.properties");
            }
        }
    }

    private static void checkLiteral(String name, String value, List<String> faults) {
        if (name.equals("uri") && value.contains("?")) {
            faults.add("uri '" + value + "' has a query: write it as parameters");
        } else if (!PROSE.contains(name) && PATH.matcher(value).matches()) {
            faults.add(name + " '" + value + "' is a literal path: make it a key");
        } else if (!PROSE.contains(name)
                && !ORDINALS.contains(name)
                && QUANTITY.matcher(value).matches()) {
            faults.add(name + " '" + value + "' is a literal number, duration or size: make it a key");
        }
    }
}
