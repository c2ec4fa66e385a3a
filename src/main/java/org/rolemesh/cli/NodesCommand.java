package org.rolemesh.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.rolemesh.overview.HostPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "nodes",
        description = "Shows the hosts of a gateway: how they fare, their cards, and what is loaded on them.",
        sortOptions = false)
final class NodesCommand implements Callable<Integer>, AsksGateway {
    @Mixin
    private GatewayOption gateway;

    @Mixin
    private AdminKeyOption key;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JsonNode nodes = gateway.client().get("/v1/nodes", "nodes", key.key());
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            OutputOption.print(nodes.path("nodes"), out);
        } else {
            OutputOption.print(HostPage.of(nodes, Terminal.ansi()), out);
        }
        return ExitCodes.OK;
    }
}
