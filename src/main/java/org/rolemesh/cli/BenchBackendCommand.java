package org.rolemesh.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.rolemesh.bench.BackendProfile;
import org.rolemesh.bench.BenchBackend;
import org.rolemesh.runtime.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bench-backend",
        description = "Runs a backend to bench with: it has no model, answers in the manner of llama-server, at an even"
                + " pace or as fast as it can, and takes no keys.",
        sortOptions = false)
final class BenchBackendCommand implements Callable<Integer> {
    private static final String HOST = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8011",
            description = "Loopback port to listen on, 0 for any free one (${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "bench",
            description = "Its model (${DEFAULT-VALUE})")
    private String model;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "64",
            description = "Events of a stream; a request whose max_tokens is less has that many (${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--gap-ms",
            paramLabel = "G",
            defaultValue = "20",
            description = "From one event to the next; 0: as fast as they are taken (${DEFAULT-VALUE})")
    private long gapMs;

    @Option(
            names = "--token-bytes",
            paramLabel = "B",
            defaultValue = "4",
            description = "Length of the text in each event (${DEFAULT-VALUE})")
    private int tokenBytes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        StopSignal stop = StopSignal.install(ExitCodes.TERMINATED);
        try (BenchBackend backend = BenchBackend.start(HOST, port, profile())) {
            spec.commandLine().getOut().println("bench backend is listening on http://" + HOST + ":" + backend.port());
            spec.commandLine().getOut().flush();
            stop.await();
        }
        return ExitCodes.OK;
    }

    private BackendProfile profile() throws Misconfigured {
        try {
            return new BackendProfile(model, events, Duration.ofMillis(gapMs), tokenBytes);
        } catch (IllegalArgumentException e) {
            throw new Misconfigured(e.getMessage());
        }
    }
}
