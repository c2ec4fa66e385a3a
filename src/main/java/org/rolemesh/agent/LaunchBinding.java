package org.rolemesh.agent;

import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.slots.Launch;

/** Lets {@code exec:} start the launch in the body, whatever headers say, and leaves the process in its place. */
final class LaunchBinding implements ExecBinding {
    private final NodeAgentConfig config;

    LaunchBinding(NodeAgentConfig config) {
        this.config = config;
    }

    @Override
    public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
        Launch launch = exchange.getMessage().getBody(Launch.class);
        return new LaunchCommand(launch, config.slots().get(launch.slot()).device());
    }

    @Override
    public void writeOutput(Exchange exchange, ExecResult result) {
        exchange.getMessage().setBody(((ServerExecutor.Started) result).launched());
    }
}
