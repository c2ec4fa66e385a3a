package org.rolemesh.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code src/bench/soak} runs: figures go to stdout, progress and faults to stderr; 1 where anything is wrong. */
@Command(name = "soak", sortOptions = false)
public final class Soak implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "600")
    private int seconds;

    @Option(names = "--seed")
    private long seed = ThreadLocalRandom.current().nextLong(1, 100_000);

    public static void main(String[] args) {
        System.exit(new CommandLine(new Soak()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.err.println("soak for " + seconds + " s with --seed " + seed);
        Path folder = Files.createTempDirectory("soak");
        try {
            SoakRun run = new SoakRun(new SoakPlan(seconds, seed));
            Runtime.getRuntime().addShutdownHook(new Thread(run::abandon));
            SoakReport report = run.run(folder);
            System.out.print(report.markdown());
            return report.isGood() ? 0 : 1;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
