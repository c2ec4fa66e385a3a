package org.rolemesh.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.rolemesh.client.Role;
import org.rolemesh.overview.RoleTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        description = "Shows the roles of a gateway: which can answer now, by which hosts, and why others cannot.",
        sortOptions = false)
final class ModelsCommand implements Callable<Integer>, AsksGateway {
    @Mixin
    private GatewayOption gateway;

    @Mixin
    private ClientKeyOption key;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Role> roles = Role.all(gateway.client(), key.key());
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            ArrayNode json = JsonNodeFactory.instance.arrayNode();
            roles.forEach(role -> json.add(role.json()));
            OutputOption.print(json, out);
        } else {
            OutputOption.print(RoleTable.of(roles).text(Terminal.ansi()), out);
        }
        return ExitCodes.OK;
    }
}
