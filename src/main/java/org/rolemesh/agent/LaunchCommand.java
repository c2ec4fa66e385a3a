package org.rolemesh.agent;

import java.util.Set;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecCommand;
import org.rolemesh.config.Device;
import org.rolemesh.slots.Launch;

/** A launch as camel-exec passes it from its binding to its executor. */
final class LaunchCommand extends ExecCommand {
    private static final long serialVersionUID = 1;

    private final transient Launch launch;
    private final transient Device device;

    LaunchCommand(Launch launch, Device device) {
        super(
                launch.command().get(0),
                launch.command().subList(1, launch.command().size()),
                null,
                Long.MAX_VALUE,
                Set.of(),
                null,
                null,
                false,
                LoggingLevel.OFF);
        this.launch = launch;
        this.device = device;
    }

    Launch launch() {
        return launch;
    }

    Device device() {
        return device;
    }
}
