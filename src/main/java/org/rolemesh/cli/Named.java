package org.rolemesh.cli;

import picocli.CommandLine.Model.CommandSpec;

/** Tells what a user asked for from what is looked for anyway. */
final class Named {
    private Named() {}

    /** Whether the option was given, or its variable is set. */
    static boolean by(CommandSpec command, String option, String variable) {
        return command.commandLine().getParseResult().hasMatchedOption(option) || System.getenv(variable) != null;
    }
}
