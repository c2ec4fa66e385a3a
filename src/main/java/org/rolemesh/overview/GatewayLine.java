package org.rolemesh.overview;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Help.Ansi;

/** What a gateway says of itself, a line for each thing. */
public final class GatewayLine {
    private GatewayLine() {}

    /**
     * Whether it is ready, and what is wrong.
     *
     * @param readiness as {@code GET /ready?verbose=1} answers
     */
    public static String of(String url, JsonNode readiness, Ansi ansi) {
        String status = readiness.path("status").asText("unknown");
        StringBuilder lines = new StringBuilder(Cell.shown(url) + " is ");
        lines.append(Shade.of(status).paint(Cell.shown(status).replace('_', ' '), ansi));
        if (readiness.has("reason")) {
            lines.append(": ").append(Cell.shown(readiness.path("reason").asText()));
        }
        lines.append('\n');
        readiness.path("degraded").forEach(fault -> wrong(fault.asText(), lines, ansi));
        for (JsonNode fault : readiness.at("/files/faults")) {
            wrong(
                    "not in effect: " + fault.path("file").asText() + ":"
                            + fault.path("line").asText() + ": "
                            + fault.path("what").asText(),
                    lines,
                    ansi);
        }
        return lines.toString();
    }

    private static void wrong(String what, StringBuilder lines, Ansi ansi) {
        lines.append(Shade.WRONG.paint(Cell.shown(what), ansi)).append('\n');
    }
}
