package org.rolemesh.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.rolemesh.cli.RoleMesh;

/** The program as a user runs it: {@code rolemesh gateway} in a JVM of its own, with the classes under test. */
public final class GatewayProcess extends ProgramProcess {
    private static final Pattern LISTENING = Pattern.compile("gateway is listening host=\\S+ port=\\d+$");
    /** For a gateway whose speed is not what is measured: it starts sooner, and leaves the processors to others. */
    private static final String QUICK_START = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private GatewayProcess(List<String> command, Map<String, String> env) {
        super(command, env, LISTENING);
    }

    /** Starts it with this config file and these further arguments; its state is kept beside the config. */
    public static GatewayProcess start(Path config, String... arguments) {
        return start(config, stateBeside(config), arguments);
    }

    /** The same, on any free port, for a test in which the gateway is not what is measured. */
    public static GatewayProcess startQuickly(Path config) {
        Map<String, String> env = new HashMap<>(stateBeside(config));
        env.put("JDK_JAVA_OPTIONS", QUICK_START);
        return start(config, env, "--port", "0");
    }

    /** The same with these variables for all that it knows of its environment's {@code ROLE_MESH_}. */
    public static GatewayProcess start(Path config, Map<String, String> env, String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(RoleMesh.class.getName(), "gateway", "--config", config.toString()));
        command.addAll(List.of(arguments));
        return new GatewayProcess(command, env);
    }

    private static Map<String, String> stateBeside(Path config) {
        return Map.of("ROLE_MESH_STATE_DIR", config.resolveSibling("state").toString());
    }
}
