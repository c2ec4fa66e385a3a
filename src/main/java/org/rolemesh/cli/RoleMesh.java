package org.rolemesh.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.rolemesh.client.Refusal;
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
        exitCodeOnInvalidInput = ExitCodes.CONFIGURATION)
public final class RoleMesh implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            GatewayCommand.class,
            NodeAgentCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            ModelsCommand.class,
            NodesCommand.class,
            LoadCommand.class,
            UnloadCommand.class,
            LogsCommand.class,
            ChatCommand.class,
            DrawCommand.class,
            BenchCommand.class,
            BenchBackendCommand.class,
            CompletionCommand.class,
            RehearseCommand.class);
    private static final Set<String> SERVERS = Set.of("demo", "gateway", "node-agent");

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
        if (args.length > 0 && SERVERS.contains(args[0])) {
            Logging.setUpMeanwhile();
        }
        CommandLine program = commandLine(args).setOut(inUtf8(System.out)).setErr(inUtf8(System.err));
        int status = program.execute(args);
        if (!asksGateway(program)) {
            Logging.end();
        }
        return status;
    }

    /** Whatever the locale is: what models and hosts say is UTF-8. */
    private static PrintWriter inUtf8(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** To end the log would begin it, which takes longer than such a command does. */
    private static boolean asksGateway(CommandLine program) {
        CommandLine.ParseResult parsed = program.getParseResult();
        while (parsed != null && parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed != null && parsed.commandSpec().userObject() instanceof AsksGateway;
    }

    /** With all its commands. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** With the one command that is asked for: to look at all of them takes a tenth of a second of a start. */
    private static CommandLine commandLine(String[] args) {
        return COMMANDS.stream()
                .filter(command -> args.length > 0 && standsAlone(command, args[0]))
                .findFirst()
                .map(command -> commandLine(List.of(command)))
                .orElseGet(RoleMesh::commandLine);
    }

    /** What completes a command line has to know all commands. */
    private static boolean standsAlone(Class<?> command, String asked) {
        return command != CompletionCommand.class
                && command.getAnnotation(Command.class).name().equals(asked);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine program = new CommandLine(new RoleMesh());
        commands.forEach(program::addSubcommand);
        return program.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(RoleMesh::explain);
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
        if (failure instanceof Refusal refusal) {
            return explain(refusal, command);
        }
        command.getErr().println(Reason.of(failure));
        return ExitCodes.RUNTIME;
    }

    static int explain(Refusal refusal, CommandLine command) {
        command.getErr().println(refusal.getMessage());
        if (refusal.isOfKey()) {
            command.getErr().println("Name the variable that holds the key with " + keyOption(command) + ".");
            return ExitCodes.KEY_REFUSED;
        }
        return refusal.isTemporary() ? ExitCodes.TEMPORARY : ExitCodes.RUNTIME;
    }

    private static String keyOption(CommandLine command) {
        List<String> options = Stream.of("--key-env", "--admin-key-env")
                .filter(command.getCommandSpec().optionsMap()::containsKey)
                .toList();
        return String.join(" or ", options);
    }
}
