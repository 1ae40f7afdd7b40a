package dev.caravan.cutover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.caravan.change.CutoverPort;
import dev.caravan.entry.Escape;
import java.util.List;

/** The cut-over service for other processes, with JSON arguments and answers. Thread-safe. */
public final class JsonPort implements CutoverPort {
    private static final ObjectReader OPTIONS =
            CutoverJson.MAPPER.readerFor(Options.class).without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private final CutoverService service;

    /** Offers the given service. */
    public JsonPort(CutoverService service) {
        this.service = service;
    }

    /** The options as JSON that {@link #readiness} and {@link #begin} read. */
    public static String json(Options options) {
        return CutoverJson.line(options);
    }

    /**
     * Reads options from JSON; a key that is missing takes its default.
     *
     * @throws IllegalArgumentException if the JSON is invalid, or an option is
     */
    static Options options(String json) {
        try {
            return json.isBlank() ? Options.DEFAULT : OPTIONS.readValue(json);
        } catch (JsonProcessingException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
            throw new IllegalArgumentException(
                    "options: "
                            + Escape.latin1(String.valueOf(cause.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")),
                    e);
        }
    }

    @Override
    public String readiness(String optionsJson) {
        return CutoverJson.line(answer(optionsJson));
    }

    private Readiness answer(String optionsJson) {
        Options options;
        try {
            options = options(optionsJson);
        } catch (IllegalArgumentException e) {
            return new Readiness(false, List.of(Reason.bar("options", e.getMessage(), "ask again")), null, null);
        }
        return service.readiness(options);
    }

    @Override
    public String begin(String optionsJson) {
        return CutoverJson.line(begun(optionsJson));
    }

    private Begun begun(String optionsJson) {
        Options options;
        try {
            options = options(optionsJson);
        } catch (IllegalArgumentException e) {
            return Begun.refused(e.getMessage());
        }
        return service.begin(options);
    }

    @Override
    public String progress() {
        return CutoverJson.line(service.progress());
    }

    @Override
    public void abort() {
        service.abort();
    }
}
