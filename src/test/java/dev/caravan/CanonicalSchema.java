package dev.caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/**
 * Camel's YAML schema without the short forms: what Camel ships as canonical from 4.21 on, made here from the classic schema.
 *
 * <p>The classic schema allows a string where an element is an object ({@code log: text}), a language beside an element's own
 * options ({@code setBody: {simple: text}}), and a route without {@code route:}. All three are taken out. What is added: where a
 * number or a boolean stands, a property placeholder may stand, which Camel replaces before it parses the value.
 */
final class CanonicalSchema {
    private static final String CLASSIC = "/schema/camelYamlDsl.json";
    private static final String LANGUAGES = "org.apache.camel.model.language.ExpressionDefinition";
    private static final Set<String> SCALARS = Set.of("number", "boolean");

    private final JsonSchema schema;

    private CanonicalSchema(JsonSchema schema) {
        this.schema = schema;
    }

    static CanonicalSchema load() throws IOException {
        try (InputStream in = CanonicalSchema.class.getResourceAsStream(CLASSIC)) {
            JsonNode root = new ObjectMapper().readTree(in);
            JsonNode definitions = root.at("/items/definitions");
            ((ObjectNode) root.at("/items/properties")).remove("from");
            for (JsonNode definition : definitions) {
                removeStringForm((ObjectNode) definition);
                removeInlineLanguage((ObjectNode) definition, definitions.get(LANGUAGES));
                allowPlaceholders(definition.path("properties"));
            }
            return new CanonicalSchema(
                    JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(root));
        }
    }

    /** One line for each place that is not as it should be. */
    List<String> faults(JsonNode document) {
        return schema.validate(document).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .toList();
    }

    /** {@code oneOf: [a string, an object]} becomes the object. */
    private static void removeStringForm(ObjectNode definition) {
        for (JsonNode form : definition.path("oneOf")) {
            if (form.path("type").asText().equals("object")) {
                definition.remove("oneOf");
                definition.setAll((ObjectNode) form);
                return;
            }
        }
    }

    /** {@code anyOf: [{oneOf: [a language, nothing, {properties: {expression: ...}}]}]} becomes that property. */
    private static void removeInlineLanguage(ObjectNode definition, JsonNode languages) {
        boolean isInline = definition.at("/anyOf/0/oneOf/0/$ref").asText().endsWith(LANGUAGES);
        if (!isInline) {
            return;
        }
        ObjectNode properties = (ObjectNode) definition.get("properties");
        languages.get("properties").fieldNames().forEachRemaining(properties::remove);
        JsonNode explicit = definition.remove("anyOf").at("/0/oneOf/2/properties");
        properties.setAll((ObjectNode) explicit);
    }

    private static void allowPlaceholders(JsonNode properties) {
        for (JsonNode property : properties) {
            String type = property.path("type").asText();
            if (SCALARS.contains(type)) {
                ObjectNode scalar = (ObjectNode) property;
                scalar.remove("type");
                scalar.putArray("anyOf").addObject().put("type", type);
                scalar.withArray("anyOf").addObject().put("type", "string").put("pattern", "^\\{\\{.+}}$");
            }
        }
    }
}
