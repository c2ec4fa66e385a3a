package org.rolemesh.beats;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's last word: that none of its roles can answer, so that gateways send it nothing more. Until then it is what the
 * node has to say. Safe for use by many threads.
 */
public final class LastBeat implements Supplier<NodeReport> {
    private static final Logger LOG = LoggerFactory.getLogger(LastBeat.class);
    private static final long PATIENCE_MS = 1_000;

    private final Supplier<NodeReport> report;
    private volatile boolean leaving;

    public LastBeat(Supplier<NodeReport> report) {
        this.report = report;
    }

    @Override
    public NodeReport get() {
        NodeReport now = report.get();
        return leaving ? withoutHope(now) : now;
    }

    /** Waits a second at most until all gateways have heard it; nothing is told after it. */
    public void tell(BeatAtOnce beats) throws InterruptedException {
        leaving = true;
        CompletableFuture<Void> told = beats.tellAll();
        beats.close();
        try {
            told.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("not every gateway has heard that this node stops patience_ms={}", PATIENCE_MS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails this future", e);
        }
    }

    private static NodeReport withoutHope(NodeReport now) {
        List<Offer> stopped = now.offers().stream().map(LastBeat::stopped).toList();
        return new NodeReport(stopped, now.inventory());
    }

    private static Offer stopped(Offer offer) {
        return new Offer(
                offer.role(),
                offer.model(),
                offer.upstreamModel(),
                OfferState.FAILED,
                "the agent is stopping",
                offer.slots(),
                OptionalInt.empty(),
                offer.contextLength(),
                OptionalDouble.empty(),
                null);
    }
}
