package org.rolemesh.cli;

import java.util.concurrent.Callable;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.runtime.GatewayServer;
import org.rolemesh.runtime.StartOptions;
import org.rolemesh.runtime.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "gateway", description = "Runs the gateway.", sortOptions = false)
final class GatewayCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Mixin
    private ListenOptions listen;

    @Mixin
    private StateOption state;

    @Override
    public Integer call() throws Exception {
        GatewayConfig loaded = config.load();
        BindCheck.check(listen.host(), loaded.auth());
        StopSignal stop = StopSignal.install(ExitCodes.TERMINATED);
        GatewayServer server = GatewayServer.start(
                loaded, new StartOptions(listen.host(), listen.port(), listen.routes(), state.folder()));
        stop.await();
        server.drain();
        return ExitCodes.OK;
    }
}
