package org.rolemesh.overview;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Help.Ansi;

/** Nodes, their cards, and what is loaded on them. */
public final class HostPage {
    private HostPage() {}

    /**
     * Two tables, or a sentence where there is nothing for them.
     *
     * @param nodes as {@code GET /v1/nodes} answers
     */
    public static String of(JsonNode nodes, Ansi ansi) {
        Table hosts = NodeTable.of(nodes);
        if (hosts.isEmpty()) {
            return "No host has registered.\n";
        }
        Table slots = SlotTable.of(nodes);
        return hosts.text(ansi) + "\n" + (slots.isEmpty() ? "Nothing can be loaded on them.\n" : slots.text(ansi));
    }
}
