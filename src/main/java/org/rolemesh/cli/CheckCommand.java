package org.rolemesh.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.runtime.RouteCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Validates the config and the routes; says of each fault where it is and how to mend it.",
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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigInvalid {
        GatewayConfig loaded = config.load();
        List<Fault> faults = RouteCheck.faults(loaded, routes);
        if (!faults.isEmpty()) {
            throw new ConfigInvalid(faults);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: %d aliases, %s: no faults%n",
                        config.file(),
                        loaded.models().size(),
                        Files.isDirectory(routes) ? routes : "the routes in the jar");
        return ExitCodes.OK;
    }
}
