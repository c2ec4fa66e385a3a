package org.rolemesh.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.rolemesh.client.ChatStream;
import org.rolemesh.client.Conversation;
import org.rolemesh.client.GatewayClient;
import org.rolemesh.client.Refusal;
import org.rolemesh.client.Unreachable;
import org.rolemesh.runtime.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "chat",
        description =
                "Chats with a role. Without a prompt it reads one from stdin, or, where that is a terminal, one line"
                        + " after the other. Ctrl-C stops an answer, and the backend with it; how fast it came is on stderr.",
        sortOptions = false)
final class ChatCommand implements Callable<Integer>, AsksGateway {
    @Parameters(index = "0", paramLabel = "ROLE", description = "The role, as ./rolemesh models shows it")
    private String role;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "PROMPT",
            description = "What to say; several words are one")
    private String[] prompt = {};

    @Option(names = "--system", paramLabel = "TEXT", defaultValue = "", description = "What the role is told first")
    private String system;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "0",
            description = "How long an answer may be; 0 leaves it to the backend (${DEFAULT-VALUE})")
    private int maxTokens;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private ClientKeyOption key;

    @Option(names = "--json", description = "Print one JSON object when the answer is complete, figures and all")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private volatile ChatStream current;

    @Override
    public Integer call() throws Exception {
        GatewayClient client = gateway.client();
        Conversation conversation = new Conversation(role, system, maxTokens);
        String shown = key.key();
        StopSignal.onInterrupt(this::interrupted);
        if (prompt.length > 0) {
            return answer(client, conversation, String.join(" ", prompt), shown);
        }
        return Terminal.isStdin()
                ? converse(client, conversation, shown)
                : answer(client, conversation, new String(System.in.readAllBytes(), StandardCharsets.UTF_8), shown);
    }

    /** Goes on after a failure: what was said so far would be lost otherwise. */
    private int converse(GatewayClient client, Conversation conversation, String shown)
            throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int status = ExitCodes.OK;
        for (String line = next(lines, err); line != null; line = next(lines, err)) {
            if (line.isBlank()) {
                continue;
            }
            try {
                answer(client, conversation, line, shown);
                status = ExitCodes.OK;
            } catch (Refusal e) {
                conversation.withdraw();
                status = RoleMesh.explain(e, spec.commandLine());
            } catch (Unreachable e) {
                conversation.withdraw();
                err.println(e.getMessage());
                status = ExitCodes.RUNTIME;
            }
        }
        return status;
    }

    private static String next(BufferedReader lines, PrintWriter err) throws IOException {
        err.print("> ");
        err.flush();
        return lines.readLine();
    }

    private int answer(GatewayClient client, Conversation conversation, String text, String shown)
            throws IOException, Refusal, InterruptedException {
        conversation.asked(text);
        ChatStream stream = ChatStream.begin(client, conversation, shown);
        Answer answer =
                new Answer(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
        current = stream;
        boolean ended = false;
        try {
            stream.read(answer);
            ended = true;
        } finally {
            current = null;
            if (ended || stream.hasBegun()) {
                answer.end(stream.figures(), stream.isCancelled());
            }
        }
        conversation.answered(answer.text());
        return stream.isCancelled() ? ExitCodes.INTERRUPTED : ExitCodes.OK;
    }

    /** Stops the answer, and where there is none, or no further one, the program. */
    private void interrupted() {
        ChatStream open = current;
        if (open != null) {
            open.cancel();
        } else {
            Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
        }
    }
}
