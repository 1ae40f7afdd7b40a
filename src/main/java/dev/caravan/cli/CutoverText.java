package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Prints the JSON answers of the cut-over service as text for a person. Single-threaded. */
final class CutoverText {
    private final PrintWriter out;

    CutoverText(PrintWriter out) {
        this.out = out;
    }

    void readiness(JsonNode answer) {
        out.println(answer.path("ready").asBoolean() ? "READY" : "NOT READY");
        if (answer.hasNonNull("interrupted")) {
            out.println("  note: " + answer.path("interrupted").asText());
        }
        reasons(answer.path("reasons"));
        forecast(answer.path("forecast"));
    }

    private void reasons(JsonNode reasons) {
        for (JsonNode reason : reasons) {
            out.println("  " + (reason.path("bars").asBoolean() ? "not ready: " : "note: ")
                    + reason.path("sentence").asText());
            out.println("      -> " + reason.path("remedy").asText());
        }
    }

    private void forecast(JsonNode forecast) {
        if (forecast.isMissingNode()) {
            return;
        }
        out.println("The freeze would take about " + span(forecast)
                + (forecast.path("knows").asBoolean() ? "" : "; too little was seen yet to say more"));
        for (JsonNode part : forecast.path("parts")) {
            out.printf(
                    Locale.ROOT,
                    "  %-24s %s, %s%n",
                    part.path("name").asText(),
                    span(part),
                    part.path("basis").asText());
        }
        if (forecast.hasNonNull("changesPerSecond")) {
            out.printf(
                    Locale.ROOT,
                    "  %.2f entries a second were made equal lately%n",
                    forecast.path("changesPerSecond").asDouble());
        }
    }

    private static String span(JsonNode span) {
        String high = span.hasNonNull("highMillis") ? seconds(span.path("highMillis")) : "no bound";
        return seconds(span.path("likelyMillis")) + " (" + seconds(span.path("lowMillis")) + " to " + high + ")";
    }

    private static String seconds(JsonNode millis) {
        return String.format(Locale.ROOT, "%.1f s", millis.asLong() / 1e3);
    }

    /** Prints the current step and its detail on one line. */
    void step(JsonNode progress) {
        String detail = progress.path("detail").asText();
        out.println(progress.path("step").asText("BEGIN") + (detail.isEmpty() ? "" : ": " + detail));
    }

    void end(JsonNode progress) {
        out.println(progress.path("outcome").asText());
        reasons(progress.path("reasons"));
        for (Map.Entry<String, JsonNode> step : progress.path("stepMillis").properties()) {
            out.printf(Locale.ROOT, "  %-24s %s%n", step.getKey(), seconds(step.getValue()));
        }
        if (progress.hasNonNull("evidence")) {
            out.println("The evidence is " + progress.path("evidence").asText() + " in the folder of the state");
        }
    }
}
