package org.rolemesh.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The key that a command shows to a server. */
final class KeyOption {
    @ArgGroup
    private Source source;

    private static final class Source {
        @Option(
                names = "--key",
                paramLabel = "KEY",
                description = "Client key, sent as Bearer; who lists processes on this machine can see it")
        private String key;

        @Option(
                names = "--key-env",
                paramLabel = "NAME",
                description = "Environment variable that holds the client key")
        private String variable;
    }

    /** Empty where none was given. */
    String key() throws Misconfigured {
        if (source == null) {
            return "";
        }
        return source.key != null
                ? KeyVariable.checked(source.key, "the key")
                : KeyVariable.read("--key-env", source.variable, null);
    }
}
