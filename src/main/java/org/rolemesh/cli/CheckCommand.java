package org.rolemesh.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.runtime.RouteCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Validates the configs of gateway and node agent, as far as they are there, and the routes;"
                + " says of each fault where it is and how to mend it.",
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            defaultValue = "${env:ROLE_MESH_ROUTES:-routes}",
            description = "Folder of route files (ROLE_MESH_ROUTES, ${DEFAULT-VALUE})")
    private Path routes;

    @Mixin
    private NodeConfigOption nodeConfig;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigInvalid {
        List<String> sound = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        if (isGatewayMeant()) {
            run(this::checkGateway, sound, faults);
        }
        if (nodeConfig.isMeant()) {
            run(this::checkNode, sound, faults);
        }
        if (!faults.isEmpty()) {
            throw new ConfigInvalid(faults);
        }
        sound.forEach(spec.commandLine().getOut()::println);
        return ExitCodes.OK;
    }

    /** A host may have a node agent and no gateway; one that has neither is told how to begin with a gateway. */
    private boolean isGatewayMeant() {
        return config.isMeant() || !nodeConfig.isMeant();
    }

    private String checkGateway() throws ConfigInvalid {
        GatewayConfig loaded = config.load();
        requireNone(RouteCheck.faults(loaded, routes));
        return "%s: %d aliases, %s: no faults"
                .formatted(config.file(), loaded.models().size(), whichRoutes());
    }

    private String checkNode() throws ConfigInvalid {
        NodeAgentConfig loaded = nodeConfig.load();
        requireNone(RouteCheck.faults(loaded, routes));
        return "%s: %d roles, %d slots, %s: no faults"
                .formatted(
                        nodeConfig.file(), loaded.roles().size(), loaded.slots().size(), whichRoutes());
    }

    private String whichRoutes() {
        return Files.isDirectory(routes) ? routes.toString() : "the routes in the jar";
    }

    private static void requireNone(List<Fault> faults) throws ConfigInvalid {
        if (!faults.isEmpty()) {
            throw new ConfigInvalid(faults);
        }
    }

    private static void run(Check check, List<String> sound, List<Fault> faults) {
        try {
            sound.add(check.run());
        } catch (ConfigInvalid e) {
            faults.addAll(e.faults());
        }
    }

    /** Looks at one thing, and says in a line that it is sound. */
    private interface Check {
        String run() throws ConfigInvalid;
    }
}
