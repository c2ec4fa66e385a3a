package org.rolemesh.cli;

import picocli.CommandLine.Option;

/** The key with which a command looks at roles and chats. */
final class ClientKeyOption {
    private static final String USUAL = "ROLE_MESH_KEY";

    @Option(
            names = "--key-env",
            paramLabel = "NAME",
            description = "Environment variable that holds a client key of the gateway (" + USUAL + ")")
    private String variable;

    /** Empty where there is none. */
    String key() throws Misconfigured {
        return KeyVariable.read("--key-env", variable, USUAL);
    }
}
