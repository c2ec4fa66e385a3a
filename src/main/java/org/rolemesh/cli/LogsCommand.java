package org.rolemesh.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.rolemesh.client.GatewayClient;
import org.rolemesh.overview.Cell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "logs",
        description =
                "Shows what the process in a slot of a host says. On a terminal, characters that would steer it are"
                        + " replaced.",
        sortOptions = false)
final class LogsCommand implements Callable<Integer>, AsksGateway {
    @Parameters(index = "0", paramLabel = "NODE", description = "The host, as ./rolemesh nodes shows it")
    private String node;

    @Parameters(index = "1", paramLabel = "SLOT", description = "One of its slots")
    private String slot;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes, until Ctrl-C")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "How many of the last lines (${DEFAULT-VALUE}, at most 500)")
    private int lines;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private AdminKeyOption key;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        String path = "/v1/nodes/" + GatewayClient.segment(node) + "/slots/" + GatewayClient.segment(slot)
                + "/logs?lines=" + lines + (follow ? "&follow=1" : "");
        PrintWriter out = spec.commandLine().getOut();
        boolean clean = Terminal.isStdout();
        InputStream text = gateway.client().follow(path, key.key());
        try (BufferedReader log = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            for (String line = log.readLine(); line != null && !out.checkError(); line = log.readLine()) {
                out.println(clean ? Cell.shown(line) : line);
            }
            out.flush();
        } catch (IOException e) {
            spec.commandLine().getErr().println("the log broke off: the node or the gateway is gone");
            return ExitCodes.RUNTIME;
        }
        return ExitCodes.OK;
    }
}
