package org.rolemesh.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rolemesh.bench.Arrival;
import org.rolemesh.bench.Benchmark;
import org.rolemesh.bench.ChatRequest;
import org.rolemesh.bench.JsonReport;
import org.rolemesh.bench.LoadShape;
import org.rolemesh.bench.Progress;
import org.rolemesh.bench.Series;
import org.rolemesh.bench.Target;
import org.rolemesh.bench.TextReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        description = "Loads an OpenAI-compatible server with chats and says how fast it answers. Several servers are"
                + " loaded in turn, round by round, and compared with the first. Exit status 1: something failed, or"
                + " nothing was answered.",
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    private static final String STDOUT = "-";
    private static final int ROUNDS_ALONE = 1;
    private static final int ROUNDS_IN_TURN = 3;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "[LABEL=]URL",
            converter = TargetConverter.class,
            description = "The server, with or without /v1; may be given several times")
    private List<Target> urls;

    @Option(
            names = "--direct",
            paramLabel = "[LABEL=]URL",
            converter = TargetConverter.class,
            description = "What to compare with, such as the backend behind a gateway")
    private Target direct;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "16",
            description = "Connections, with one request each at a time (${DEFAULT-VALUE})")
    private int concurrency;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "0",
            description = "Requests to begin in each second, however long answers take; times count from when a request"
                    + " was due. Without it each connection begins one when it has the answer to the last")
    private double rate;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            defaultValue = "5",
            description = "Seconds of load for each server before anything counts; with 0 even the opening of the"
                    + " connections counts (${DEFAULT-VALUE})")
    private double warmup;

    @Option(
            names = "--duration",
            paramLabel = "S",
            defaultValue = "10",
            description = "Seconds that a round counts (${DEFAULT-VALUE})")
    private double duration;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds for each server; figures are the medians (1, of several servers 3)")
    private Integer rounds;

    @Option(names = "--stream", description = "Ask for streams, and time their events")
    private boolean stream;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Role or model to ask for (what the server takes by default)")
    private String model;

    @Mixin
    private KeyOption key;

    @Option(
            names = "--prompt-bytes",
            paramLabel = "N",
            defaultValue = "64",
            description = "Length of the prompt (${DEFAULT-VALUE})")
    private int promptBytes;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "How long answers may be; 0 leaves it to the server (${DEFAULT-VALUE})")
    private int maxTokens;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "0",
            description = "Events that every stream must have: one with more or fewer is an error (any number)")
    private int events;

    @Option(
            names = "--wait",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seconds to wait until every server accepts connections (${DEFAULT-VALUE})")
    private double wait;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description =
                    "Write all figures of all rounds there as JSON; - is stdout, and the table then goes to stderr")
    private String json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Benchmark benchmark = benchmark();
        for (Target target : benchmark.targets()) {
            Arrival.await(target, seconds(wait));
        }
        PrintWriter err = spec.commandLine().getErr();
        List<Series> all = benchmark.run(Terminal.isStderr() ? Progress.on(err) : Progress.NONE);
        report(benchmark, all);
        return all.stream().allMatch(Series::clean) ? ExitCodes.OK : ExitCodes.RUNTIME;
    }

    private Benchmark benchmark() throws Misconfigured {
        List<Target> targets = new ArrayList<>(urls);
        if (direct != null) {
            targets.add(0, direct);
        }
        try {
            return new Benchmark(
                    targets,
                    new ChatRequest(model, key.key(), stream, promptBytes, maxTokens),
                    new LoadShape(concurrency, rate, seconds(warmup), seconds(duration), rounds(targets), events));
        } catch (IllegalArgumentException e) {
            throw new Misconfigured(e.getMessage());
        }
    }

    private int rounds(List<Target> targets) {
        return rounds != null ? rounds : targets.size() > 1 ? ROUNDS_IN_TURN : ROUNDS_ALONE;
    }

    private void report(Benchmark benchmark, List<Series> all) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter table = STDOUT.equals(json) ? spec.commandLine().getErr() : out;
        table.print(new TextReport(benchmark, all).text());
        table.flush();
        if (json != null) {
            String text = new JsonReport(benchmark, all).text();
            if (json.equals(STDOUT)) {
                out.print(text);
                out.flush();
            } else {
                Files.writeString(Path.of(json), text);
            }
        }
    }

    private static Duration seconds(double number) {
        return Duration.ofNanos((long) (number * 1e9));
    }
}
