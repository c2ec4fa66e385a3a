package org.rolemesh.cli;

import java.util.concurrent.Callable;
import org.rolemesh.config.AuthConfig;
import org.rolemesh.runtime.DemoGateway;
import org.rolemesh.runtime.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "Runs a gateway with two embedded demo backends, planner and writer.",
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private ListenOptions listen;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        BindCheck.check(listen.host(), AuthConfig.OPEN);
        StopSignal stop = StopSignal.install(ExitCodes.TERMINATED);
        try (DemoGateway demo = DemoGateway.start(listen.host(), listen.port(), listen.routes())) {
            spec.commandLine().getOut().println(demo.welcome());
            spec.commandLine().getOut().flush();
            TenuredLimit.install();
            stop.await();
            demo.drain();
        }
        return ExitCodes.OK;
    }
}
