package org.rolemesh.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Prints what makes a shell complete commands and options of this program. For bash:"
                + " source <(./rolemesh completion bash); for zsh the same with zsh.")
final class CompletionCommand implements Callable<Integer>, AsksGateway {
    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    enum Shell {
        BASH,
        /** Takes bash's, which begins with what zsh needs for that. */
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        OutputOption.print(
                "# Completion of rolemesh for " + shell + ".\n"
                        + AutoComplete.bash("rolemesh", spec.root().commandLine()),
                spec.commandLine().getOut());
        return ExitCodes.OK;
    }
}
