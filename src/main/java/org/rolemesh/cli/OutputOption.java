package org.rolemesh.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Whether a command prints for people or for programs. */
final class OutputOption {
    @Option(names = "--json", description = "Print JSON instead of a table")
    private boolean json;

    boolean isJson() {
        return json;
    }

    static void print(JsonNode tree, PrintWriter out) {
        try {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static void print(String text, PrintWriter out) {
        out.print(text);
        out.flush();
    }
}
