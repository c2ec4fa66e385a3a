package org.rolemesh.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.drawing.Graph;
import org.rolemesh.drawing.Mermaid;
import org.rolemesh.drawing.Part;
import org.rolemesh.runtime.RouteDrawing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "draw",
        description = "Draws the flow of the routes, as text for Mermaid, which GitHub shows as a drawing between"
                + " ```mermaid and ```.",
        sortOptions = false)
final class DrawCommand implements Callable<Integer> {
    @Option(
            names = "--routes",
            paramLabel = "DIR",
            defaultValue = "${env:ROLE_MESH_ROUTES:-routes}",
            description = "Folder of route files; what it does not hold comes from the jar"
                    + " (ROLE_MESH_ROUTES, ${DEFAULT-VALUE})")
    private Path routes;

    @Option(names = "--node-agent", description = "Draw the node agent's routes, not the gateway's")
    private boolean nodeAgent;

    @Option(
            names = "--part",
            paramLabel = "PART",
            defaultValue = "requests",
            description = "requests: the way of a request to the model that answers it; control: everything else;"
                    + " all: both (${DEFAULT-VALUE})")
    private Part part;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigInvalid {
        Graph graph = nodeAgent ? RouteDrawing.ofAgent(routes) : RouteDrawing.ofGateway(routes);
        spec.commandLine().getOut().print(Mermaid.text(graph.only(part)));
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
