package org.rolemesh.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.rolemesh.client.GatewayClient;
import org.rolemesh.client.Refusal;
import org.rolemesh.client.Role;
import org.rolemesh.overview.GatewayLine;
import org.rolemesh.overview.HostPage;
import org.rolemesh.overview.RoleTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description =
                "Shows a gateway on one page: its roles, its hosts with their cards, and what is loaded. Without an"
                        + " admin key, where one is needed, the roles alone.",
        sortOptions = false)
final class StatusCommand implements Callable<Integer>, AsksGateway {
    @Mixin
    private GatewayOption gateway;

    @Mixin
    private ClientKeyOption key;

    @Mixin
    private AdminKeyOption adminKey;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GatewayClient client = gateway.client();
        JsonNode readiness = client.readiness();
        List<Role> roles = Role.all(client, key.key());
        JsonNode nodes = nodes(client);
        if (output.isJson()) {
            OutputOption.print(
                    json(client, readiness, roles, nodes), spec.commandLine().getOut());
        } else {
            OutputOption.print(
                    page(client, readiness, roles, nodes), spec.commandLine().getOut());
        }
        return ExitCodes.OK;
    }

    /** Null where an admin key is needed and none was given. */
    private JsonNode nodes(GatewayClient client) throws Exception {
        String shown = adminKey.key();
        try {
            return client.get("/v1/nodes", "nodes", shown);
        } catch (Refusal e) {
            if (!e.isOfKey() || !shown.isEmpty()) {
                throw e;
            }
            return null;
        }
    }

    private static String page(GatewayClient client, JsonNode readiness, List<Role> roles, JsonNode nodes) {
        Ansi ansi = Terminal.ansi();
        String page = GatewayLine.of(client.url().toString(), readiness, ansi) + "\n"
                + RoleTable.of(roles).text(ansi) + "\n";
        return nodes == null
                ? page + "Hosts are shown to an admin key only: name its variable with --admin-key-env.\n"
                : page + HostPage.of(nodes, ansi);
    }

    private static ObjectNode json(GatewayClient client, JsonNode readiness, List<Role> roles, JsonNode nodes) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("url", client.url().toString());
        json.set("readiness", readiness);
        ArrayNode all = json.putArray("roles");
        roles.forEach(role -> all.add(role.json()));
        json.set("nodes", nodes == null ? JsonNodeFactory.instance.nullNode() : nodes.path("nodes"));
        return json;
    }
}
