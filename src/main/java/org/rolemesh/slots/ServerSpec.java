package org.rolemesh.slots;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;

/**
 * What a llama-server was launched as, apart from what differs from launch to launch. As long as the config asks for the
 * same, a process may go on over a restart of the agent.
 *
 * @param model the file as the config names it
 * @param arguments those of every launch, then those of the role
 */
public record ServerSpec(
        String program,
        String modelsDir,
        String model,
        String device,
        OptionalInt contextSize,
        int parallel,
        List<String> arguments) {
    public ServerSpec {
        arguments = List.copyOf(arguments);
    }

    static ServerSpec of(NodeAgentConfig config, RoleConfig role, String slot) {
        List<String> arguments = new ArrayList<>(config.llamaServer().args());
        arguments.addAll(role.args());
        return new ServerSpec(
                config.llamaServer().path().toString(),
                config.modelsDir().toAbsolutePath().normalize().toString(),
                role.model().toString(),
                config.slots().get(slot).device().toString(),
                role.contextSize(),
                role.parallel(),
                arguments);
    }
}
