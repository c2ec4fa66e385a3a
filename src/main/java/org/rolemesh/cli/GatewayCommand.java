package org.rolemesh.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.Fault;
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
        GatewayConfig loaded = load();
        StopSignal stop = StopSignal.install(ExitCodes.TERMINATED);
        AtomicReference<GatewayServer> started = new AtomicReference<>();
        // Before it says that it listens, since whoever hears of that may send a signal.
        stop.onHangUp(() -> Optional.ofNullable(started.get()).ifPresent(GatewayServer::reload));
        StartOptions.Source source = new StartOptions.Source(config.file(), this::load);
        GatewayServer server = GatewayServer.start(
                loaded, new StartOptions(listen.host(), listen.port(), listen.routes(), state.folder(), source));
        started.set(server);
        TenuredLimit.install();
        stop.await();
        server.drain();
        return ExitCodes.OK;
    }

    private GatewayConfig load() throws ConfigInvalid {
        GatewayConfig loaded = config.load();
        try {
            BindCheck.check(listen.host(), loaded.auth());
            return loaded;
        } catch (Misconfigured e) {
            throw new ConfigInvalid(List.of(new Fault(config.file().toString(), 1, 1, e.getMessage())));
        }
    }
}
