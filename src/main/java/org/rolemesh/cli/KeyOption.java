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
        String key = source.key != null ? source.key : System.getenv(source.variable);
        if (key == null) {
            throw new Misconfigured("--key-env: " + source.variable + " is not set");
        }
        if (!key.matches("[\\x21-\\x7e]+")) {
            throw new Misconfigured("the key is empty, or has characters that no HTTP header can carry");
        }
        return key;
    }
}
