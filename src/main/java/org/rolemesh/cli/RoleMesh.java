package org.rolemesh.cli;

import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.Fault;
import org.rolemesh.state.StateLocked;
import org.rolemesh.state.StateUnusable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one address for every model on a LAN, by role. */
@Command(
        name = "rolemesh",
        description = "One OpenAI-compatible address for every language model on a LAN, by role name.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            DemoCommand.class,
            GatewayCommand.class,
            NodeAgentCommand.class,
            CheckCommand.class,
            DrawCommand.class,
            BenchCommand.class,
            BenchBackendCommand.class,
            RehearseCommand.class
        },
        exitCodeOnInvalidInput = ExitCodes.CONFIGURATION)
public final class RoleMesh implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        // Camel's own pools (parallel split, recipient list) then use virtual threads too, where the JDK has them.
        System.setProperty(
                "camel.threads.virtual.enabled",
                Boolean.toString(Runtime.version().feature() >= 21));
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try {
            Logging.begin();
        } catch (Misconfigured e) {
            System.err.println(e.getMessage());
            return ExitCodes.CONFIGURATION;
        }
        int status = commandLine().execute(args);
        Logging.end();
        return status;
    }

    static CommandLine commandLine() {
        return new CommandLine(new RoleMesh())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(RoleMesh::explain);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say which command");
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof ConfigInvalid invalid) {
            for (Fault fault : invalid.faults()) {
                command.getErr().println(fault);
            }
            return ExitCodes.CONFIGURATION;
        }
        if (failure instanceof Misconfigured || failure instanceof StateUnusable) {
            command.getErr().println(failure.getMessage());
            return ExitCodes.CONFIGURATION;
        }
        if (failure instanceof StateLocked) {
            command.getErr().println(failure.getMessage());
            return ExitCodes.LOCKED;
        }
        command.getErr().println(Reason.of(failure));
        return ExitCodes.RUNTIME;
    }
}
