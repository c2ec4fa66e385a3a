package org.rolemesh.cli;

import picocli.CommandLine.Option;

/** The key with which a command looks at nodes and acts on them. */
final class AdminKeyOption {
    private static final String USUAL = "ROLE_MESH_ADMIN_KEY";

    @Option(
            names = "--admin-key-env",
            paramLabel = "NAME",
            description = "Environment variable that holds an admin key of the gateway (" + USUAL + ")")
    private String variable;

    /** Empty where there is none. */
    String key() throws Misconfigured {
        return KeyVariable.read("--admin-key-env", variable, USUAL);
    }
}
