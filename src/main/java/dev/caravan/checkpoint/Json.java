package dev.caravan.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.caravan.entry.RelativePath;
import java.io.IOException;

/**
 * The format of the state's files: pure ASCII, the same in every locale; times as text; a path with one
 * char for each byte. Reading is strict: an unknown field, and one that is missing or null without
 * permission, is an error. Thread-safe.
 */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(new PathWriter())
                    .addDeserializer(RelativePath.class, new PathReader()))
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    private static final class PathWriter extends StdSerializer<RelativePath> {
        private static final long serialVersionUID = 1;

        PathWriter() {
            super(RelativePath.class);
        }

        @Override
        public void serialize(RelativePath path, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(path.latin1());
        }
    }

    private static final class PathReader extends StdDeserializer<RelativePath> {
        private static final long serialVersionUID = 1;

        PathReader() {
            super(RelativePath.class);
        }

        @Override
        public RelativePath deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String latin1 = context.readValue(json, String.class);
            try {
                return new RelativePath(latin1);
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(latin1, RelativePath.class, e.getMessage());
            }
        }
    }
}
