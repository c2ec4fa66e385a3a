package org.rolemesh.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.rolemesh.client.GatewayClient;
import org.rolemesh.client.Loading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "load",
        description =
                "Has a host load the model of a role ahead of time. Exit status 75: it cannot be loaded now, or was"
                        + " not loaded in time.",
        sortOptions = false)
final class LoadCommand implements Callable<Integer>, AsksGateway {
    @Parameters(paramLabel = "ROLE", description = "The role, as clients call it")
    private String role;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "Which host (the one that the next request would go to)")
    private String node;

    @Option(names = "--wait", description = "Wait until it is loaded, and show how far it is")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "600",
            description = "Seconds to wait at most (${DEFAULT-VALUE})")
    private double timeout;

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
        GatewayClient client = gateway.client();
        JsonNode answer = client.post(Orders.path(role, "load", node), key.key());
        if (wait) {
            PrintWriter err = spec.commandLine().getErr();
            LoadProgress progress = new LoadProgress(err, Terminal.isStderr());
            Loading loading = new Loading(client, key.key(), answer);
            boolean loaded = loading.await(Duration.ofNanos((long) (timeout * 1e9)), progress::show);
            progress.end();
            if (!loaded) {
                err.println(loading.failure());
                return loading.isFailed() ? ExitCodes.RUNTIME : ExitCodes.TEMPORARY;
            }
            answer = loading.answer();
        }
        Orders.print(answer, output, spec.commandLine().getOut());
        return ExitCodes.OK;
    }
}
