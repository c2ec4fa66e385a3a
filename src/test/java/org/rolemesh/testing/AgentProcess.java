package org.rolemesh.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.rolemesh.cli.RoleMesh;

/**
 * The node agent as a service manager runs it: {@code rolemesh node-agent}, by the launcher and so with its options for
 * the JVM. Closing kills it, and leaves what it has launched.
 */
public final class AgentProcess extends ProgramProcess {
    private static final Pattern LISTENING = Pattern.compile("node agent is listening host=\\S+ port=\\d+$");

    private AgentProcess(ProcessBuilder command, Map<String, String> env) {
        super(command, env, LISTENING);
    }

    /**
     * Starts it with this config file. Its state is kept beside the config, and what is temporary goes there too.
     *
     * @param launcher made by {@link Installation}
     */
    public static AgentProcess start(Installation launcher, Path config) {
        List<String> command = List.of(launcher.program().toString(), "node-agent", "--config", config.toString());
        return new AgentProcess(
                new ProcessBuilder(command),
                Map.of(
                        "JAVA_HOME",
                        launcher.javaHome().toString(),
                        "ROLE_MESH_JAVA_OPTS",
                        "-Djava.io.tmpdir=" + config.resolveSibling("tmp"),
                        "ROLE_MESH_STATE_DIR",
                        config.resolveSibling("state").toString()));
    }

    /** Starts it without the launcher, with these variables and further arguments. */
    public static AgentProcess start(Path config, Map<String, String> env, String... arguments) {
        List<String> all = new ArrayList<>(List.of("node-agent", "--config", config.toString()));
        all.addAll(List.of(arguments));
        return new AgentProcess(ChildJvm.brief(RoleMesh.class, all.toArray(String[]::new)), env);
    }
}
