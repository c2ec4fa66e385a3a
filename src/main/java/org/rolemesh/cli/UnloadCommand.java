package org.rolemesh.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "unload",
        description = "Frees the slots that have a role loaded; requests that run are answered first.",
        sortOptions = false)
final class UnloadCommand implements Callable<Integer>, AsksGateway {
    @Parameters(paramLabel = "ROLE", description = "The role, as clients call it")
    private String role;

    @Option(names = "--node", paramLabel = "NODE", description = "Which host (all that have it)")
    private String node;

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
        Orders.print(
                gateway.client().post(Orders.path(role, "unload", node), key.key()),
                output,
                spec.commandLine().getOut());
        return ExitCodes.OK;
    }
}
