package org.rolemesh.measuring;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;
import org.rolemesh.metrics.GenAiMetrics;
import org.rolemesh.metrics.UpstreamMetrics;
import org.rolemesh.openai.TokenUsage;
import org.rolemesh.selection.Decision.Outcome;
import org.rolemesh.upstream.Measures;

/** Counts and times what upstreams do. */
public final class MeasuredUpstreams implements Measures {
    private final GenAiMetrics answers;
    private final UpstreamMetrics upstreams;
    private final Consumer<Served> alsoTold;

    public MeasuredUpstreams(MeterRegistry registry) {
        this(registry, served -> {});
    }

    /** @param alsoTold of each answer that was sent to its end */
    public MeasuredUpstreams(MeterRegistry registry, Consumer<Served> alsoTold) {
        this.alsoTold = alsoTold;
        this.answers = new GenAiMetrics(registry);
        this.upstreams = new UpstreamMetrics(registry);
    }

    @Override
    public void answered(Served served) {
        TokenUsage usage = served.usage();
        answers.answered(
                served.alias(),
                served.upstream(),
                served.api().operation(),
                new GenAiMetrics.Pace(served.toFirstEvent(), served.toEnd(), served.tokensPerSecond()),
                new GenAiMetrics.Tokens(usage.promptTokens(), usage.cachedTokens(), usage.completionTokens()));
        alsoTold.accept(served);
    }

    @Override
    public void failed(String alias, String upstream, String code) {
        upstreams.failed(alias, upstream, code);
    }

    @Override
    public void askedAgain(String alias, String before, boolean another) {
        upstreams.askedAgain(alias, before, another);
    }

    @Override
    public void waited(String alias, Outcome reason, long nanos) {
        upstreams.waited(alias, reason == Outcome.LOADING ? "load" : "place", nanos);
    }

    @Override
    public void abandoned(String alias, String upstream, long nanos) {
        upstreams.released(alias, upstream, nanos);
    }
}
