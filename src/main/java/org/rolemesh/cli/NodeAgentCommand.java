package org.rolemesh.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.runtime.AgentServer;
import org.rolemesh.runtime.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "node-agent",
        description =
                "Runs the agent of one host: a supervised llama-server in each slot. SIGTERM ends the agent and the"
                        + " llama-servers; SIGHUP ends the agent alone, and the next one takes them over as they are.",
        sortOptions = false)
final class NodeAgentCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:ROLE_MESH_NODE_CONFIG:-configs/node_agent.yaml}",
            description = "The node agent's config (ROLE_MESH_NODE_CONFIG, ${DEFAULT-VALUE})")
    private Path file;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on, in place of the config's")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on, in place of the config's; 0 for any free one")
    private Integer port;

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            defaultValue = "${env:ROLE_MESH_ROUTES:-routes}",
            description = "Folder of route files; what it does not hold comes from the jar"
                    + " (ROLE_MESH_ROUTES, ${DEFAULT-VALUE})")
    private Path routes;

    @Mixin
    private StateOption state;

    @Override
    public Integer call() throws Exception {
        NodeAgentConfig config = moved(new NodeAgentConfigLoader(System.getenv()).load(file));
        StopSignal stop = StopSignal.install(ExitCodes.TERMINATED);
        stop.handOverOnHangUp();
        AgentServer agent = AgentServer.start(config, routes, state.folder());
        TenuredLimit.install();
        switch (stop.await()) {
            case STOP -> agent.drain();
            case HAND_OVER -> agent.leave();
        }
        return ExitCodes.OK;
    }

    private NodeAgentConfig moved(NodeAgentConfig config) throws Misconfigured {
        try {
            return config.listeningOn(
                    host == null ? config.address().host() : host,
                    port == null ? config.address().port() : port);
        } catch (IllegalArgumentException e) {
            throw new Misconfigured("--host, --port: " + e.getMessage());
        }
    }
}
