package org.rolemesh.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import org.rolemesh.client.GatewayClient;
import org.rolemesh.overview.OrderTable;

/** What {@code load} and {@code unload} have in common: where they go, and how they show the answer. */
final class Orders {
    private Orders() {}

    /** @param node null: none in particular */
    static String path(String role, String order, String node) {
        return "/v1/roles/" + GatewayClient.segment(role) + "/" + order
                + (node == null ? "" : "?node=" + GatewayClient.segment(node));
    }

    static void print(JsonNode answer, OutputOption output, PrintWriter out) {
        if (output.isJson()) {
            OutputOption.print(answer, out);
        } else {
            OutputOption.print(OrderTable.of(answer).text(Terminal.ansi()), out);
        }
    }
}
