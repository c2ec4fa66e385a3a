package org.rolemesh.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How llama-server is launched, whatever the role.
 *
 * @param path the program; looked up on the {@code PATH} where it is a name alone
 * @param args given to every launch, before those of the role
 * @param ports what its processes listen on, on loopback
 * @param wedgedAfter a process that has requests and computes nothing for this long is replaced
 */
public record LlamaServerConfig(Path path, List<String> args, PortRange ports, Duration wedgedAfter) {
    public static final LlamaServerConfig DEFAULT = new LlamaServerConfig(null, List.of(), null, null);

    public LlamaServerConfig {
        path = path == null ? Path.of("llama-server") : path;
        args = ServerArguments.allowed(args);
        ports = ports == null ? PortRange.DEFAULT : ports;
        wedgedAfter = Require.positive("llama_server.wedged_after_s", wedgedAfter, Duration.ofMinutes(2));
    }
}
