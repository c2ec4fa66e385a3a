package org.rolemesh.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The folder in which a process keeps what it knows over a restart. */
final class StateOption {
    private static final String VARIABLE = "ROLE_MESH_STATE_DIR";

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Folder for what is kept over a restart; one gateway and one node agent may share it ("
                    + VARIABLE + ", rolemesh in $$XDG_STATE_HOME or in ~/.local/state)")
    private Path folder;

    Path folder() {
        return folder != null ? folder : defaultFolder(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** As the XDG base directory specification has it: a path there that is not absolute does not count. */
    static Path defaultFolder(Map<String, String> env, Path home) {
        String own = env.getOrDefault(VARIABLE, "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        Path xdg = Path.of(env.getOrDefault("XDG_STATE_HOME", ""));
        return (xdg.isAbsolute() ? xdg : home.resolve(".local/state")).resolve("rolemesh");
    }
}
