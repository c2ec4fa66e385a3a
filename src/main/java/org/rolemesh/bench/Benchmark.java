package org.rolemesh.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads each of several servers in turn, round by round, so that what else goes on on the machine touches all of them.
 *
 * @param targets in their order; the first is what the others are held against
 */
public record Benchmark(List<Target> targets, ChatRequest chat, LoadShape shape) {
    /** More would take cores from what is measured on the same machine. */
    private static final int MOST_LOOPS = 2;

    public Benchmark {
        targets = List.copyOf(targets);
    }

    /** Runs to the end, and blocks that long. */
    public List<Series> run(Progress progress) throws InterruptedException {
        int loops = Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors());
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        try {
            return run(vertx, loops, progress);
        } finally {
            progress.clear();
            vertx.close();
        }
    }

    private List<Series> run(Vertx vertx, int loops, Progress progress) throws InterruptedException {
        Map<Target, Figures> warmUps = new LinkedHashMap<>();
        Map<Target, List<Figures>> rounds = new LinkedHashMap<>();
        for (Target target : targets) {
            rounds.put(target, new ArrayList<>());
            if (!shape.warmup().isZero()) {
                warmUps.put(
                        target, Round.run(vertx, loops, RoundPlan.warmUp(target, chat, shape), progress.of("warm-up")));
            }
        }
        for (int i = 1; i <= shape.rounds(); i++) {
            for (Target target : targets) {
                Progress here = progress.of("round " + i + "/" + shape.rounds());
                rounds.get(target).add(Round.run(vertx, loops, RoundPlan.measured(target, chat, shape), here));
            }
        }
        return targets.stream()
                .map(target -> new Series(target, rounds.get(target), failed(warmUps.get(target))))
                .toList();
    }

    private static Map<String, Long> failed(Figures warmUp) {
        return warmUp == null ? Map.of() : warmUp.failures();
    }
}
