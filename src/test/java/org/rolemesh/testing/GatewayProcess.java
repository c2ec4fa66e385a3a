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

    private GatewayProcess(ProcessBuilder command, Map<String, String> env) {
        super(command, env, LISTENING);
    }

    /** Starts it with this config file and these further arguments; its state is kept beside the config. */
    public static GatewayProcess start(Path config, String... arguments) {
        return start(config, stateBeside(config), arguments);
    }

    /** The same with these variables for all that it knows of its environment's {@code ROLE_MESH_}. */
    public static GatewayProcess start(Path config, Map<String, String> env, String... arguments) {
        return new GatewayProcess(ChildJvm.brief(RoleMesh.class, command(config, arguments)), env);
    }

    /**
     * The same on any free port, by the launcher and so with its options for the JVM.
     *
     * @param launcher made by {@link Installation}
     * @param jvmOptions further ones, as a user gives them
     */
    public static GatewayProcess start(Installation launcher, Path config, String jvmOptions) {
        List<String> command = new ArrayList<>(List.of(launcher.program().toString()));
        command.addAll(List.of(command(config, "--port", "0")));
        Map<String, String> env = new HashMap<>(stateBeside(config));
        env.put("JAVA_HOME", launcher.javaHome().toString());
        env.put("ROLE_MESH_JAVA_OPTS", jvmOptions);
        return new GatewayProcess(new ProcessBuilder(command), env);
    }

    /** The same on any free port, in a JVM with these options that comes to be as fast as a user's. */
    public static GatewayProcess startAsShipped(Path config, String... jvmOptions) {
        return new GatewayProcess(
                ChildJvm.asShipped(List.of(jvmOptions), RoleMesh.class, command(config, "--port", "0")),
                stateBeside(config));
    }

    /** The same with the route files in this folder. */
    public static GatewayProcess startAsShipped(Path config, Path routes) {
        String[] command = command(config, "--port", "0", "--routes", routes.toString());
        return new GatewayProcess(ChildJvm.asShipped(List.of(), RoleMesh.class, command), stateBeside(config));
    }

    private static String[] command(Path config, String... arguments) {
        List<String> all = new ArrayList<>(List.of("gateway", "--config", config.toString()));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    private static Map<String, String> stateBeside(Path config) {
        return Map.of("ROLE_MESH_STATE_DIR", config.resolveSibling("state").toString());
    }
}
