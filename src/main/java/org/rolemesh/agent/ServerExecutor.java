package org.rolemesh.agent;

import java.io.IOException;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;

/**
 * Starts a server process and returns at once: it is to outlive the exchange, and its output goes to a file. Camel's own
 * executor keeps all of the output in memory for as long as the process lives, and then ends the child alone.
 */
final class ServerExecutor implements ExecCommandExecutor {
    private final Children children;

    ServerExecutor(Children children) {
        this.children = children;
    }

    @Override
    public ExecResult execute(ExecCommand command) throws IOException {
        LaunchCommand order = (LaunchCommand) command;
        return new Started(order, new Launched(order.launch(), children.start(order.launch(), order.device())));
    }

    /** A process that runs, in the shape of camel-exec's results. */
    static final class Started extends ExecResult {
        private static final long serialVersionUID = 1;

        private final transient Launched launched;

        private Started(LaunchCommand command, Launched launched) {
            super(command, null, null, 0);
            this.launched = launched;
        }

        Launched launched() {
            return launched;
        }
    }
}
