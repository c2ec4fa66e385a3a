package org.rolemesh.bench;

import io.vertx.core.CompositeFuture;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One server's turn while it lasts, on as many event loops as may take part. */
final class Round {
    private static final long LOOK_MS = 1000;

    private final RoundPlan plan;
    private final Tally.Live live = new Tally.Live();
    private final List<Loader> loaders = new ArrayList<>();

    private Round(RoundPlan plan, int loops) {
        this.plan = plan;
        int connections = plan.shape().concurrency();
        int taking = Math.min(loops, connections);
        for (int i = 0; i < taking; i++) {
            int share = connections / taking + (i < connections % taking ? 1 : 0);
            loaders.add(new Loader(plan, share, new Tally(live)));
        }
    }

    /** Runs it to its end. Not on an event loop. */
    static Figures run(Vertx vertx, int loops, RoundPlan plan, Progress progress) throws InterruptedException {
        Round round = new Round(plan, loops);
        Iterator<Loader> each = round.loaders.iterator();
        Future<Figures> figures = vertx.deployVerticle(
                        each::next, new DeploymentOptions().setInstances(round.loaders.size()))
                .compose(id -> round.ended().compose(ended -> vertx.undeploy(id).map(ended)));
        return round.await(figures, progress);
    }

    private Future<Figures> ended() {
        CompositeFuture all = Future.all(loaders.stream().map(Loader::ended).toList());
        return all.map(done ->
                all.<Tally>list().stream().reduce(Tally::add).orElseThrow().figures());
    }

    private Figures await(Future<Figures> figures, Progress progress) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            try {
                return figures.toCompletionStage().toCompletableFuture().get(LOOK_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                progress.show(plan, System.nanoTime() - begun, live);
                if (System.nanoTime() - begun > plan.atMost().toNanos()) {
                    throw new IllegalStateException("the round did not come to its end", e);
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause().getMessage(), e);
            }
        }
    }
}
