package org.rolemesh.cli;

import java.util.concurrent.Callable;
import org.rolemesh.runtime.Rehearsal;
import picocli.CommandLine.Command;

/** What the launcher's {@code prepare} runs to learn what a start needs. */
@Command(name = "rehearse", hidden = true, description = "Starts a gateway and an agent once, and ends them.")
final class RehearseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Rehearsal.run();
        return ExitCodes.OK;
    }
}
