package org.rolemesh.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rolemesh.runtime.Rehearsal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the launcher's {@code prepare} runs to learn what a start needs. */
@Command(name = "rehearse", hidden = true, description = "Starts a gateway and an agent once, and ends them.")
final class RehearseCommand implements Callable<Integer> {
    @Option(names = "--gateway-only", description = "Starts no agent, and asks nothing as commands do.")
    private boolean gatewayOnly;

    @Override
    public Integer call() throws Exception {
        if (gatewayOnly) {
            Rehearsal.ofGateway();
        } else {
            Rehearsal.ofAll(RehearseCommand::look);
        }
        return ExitCodes.OK;
    }

    /** As a user would in a terminal, without a word. */
    private static void look(String gateway) {
        PrintWriter unread = new PrintWriter(Writer.nullWriter());
        for (List<String> command : List.of(List.of("status"), List.of("chat", "writer", "hi"))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--url", gateway));
            RoleMesh.commandLine().setOut(unread).setErr(unread).execute(arguments.toArray(String[]::new));
        }
    }
}
