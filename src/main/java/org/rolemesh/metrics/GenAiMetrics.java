package org.rolemesh.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * What models did: tokens and speeds, by OpenTelemetry's names for them where it has one. Counts and speeds that an answer
 * does not tell are -1. Thread safe.
 */
public final class GenAiMetrics {
    private final MeterRegistry registry;
    private final Series<Meters> series = new Series<>(this::meters);

    private record Meters(
            Timer duration,
            Timer firstToken,
            Timer perToken,
            DistributionSummary input,
            DistributionSummary output,
            Counter prompt,
            Counter cached,
            Counter generated,
            DistributionSummary speed) {}

    /**
     * How an answer came.
     *
     * @param toFirstEvent nanoseconds from when the upstream was chosen; -1 where the answer was one document
     * @param toEnd nanoseconds from when the upstream was chosen
     * @param tokensPerSecond 0 where that is not known
     */
    public record Pace(long toFirstEvent, long toEnd, double tokensPerSecond) {}

    /**
     * How much an answer was.
     *
     * @param prompt tokens of the whole prompt, cached ones among them
     */
    public record Tokens(long prompt, long cached, long generated) {}

    public GenAiMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * An upstream has answered to the end.
     *
     * @param operation {@code chat}, {@code text_completion} or {@code embeddings}
     */
    public void answered(String alias, String upstream, String operation, Pace pace, Tokens tokens) {
        Meters meters = series.of(alias, upstream, operation);
        meters.duration.record(pace.toEnd(), TimeUnit.NANOSECONDS);
        if (pace.toFirstEvent() >= 0) {
            meters.firstToken.record(pace.toFirstEvent(), TimeUnit.NANOSECONDS);
        }
        count(tokens.prompt(), meters.prompt, meters.input);
        count(tokens.generated(), meters.generated, meters.output);
        if (tokens.cached() > 0) {
            meters.cached.increment((double) tokens.cached());
        }
        double speed = pace.tokensPerSecond();
        if (speed > 0) {
            meters.speed.record(speed);
            meters.perToken.record(Math.round(1e9 / speed), TimeUnit.NANOSECONDS);
        }
    }

    private static void count(long tokens, Counter counter, DistributionSummary usage) {
        if (tokens >= 0) {
            counter.increment((double) tokens);
            usage.record((double) tokens);
        }
    }

    private Meters meters(Series.Labels labels) {
        return new Meters(
                timer(
                                "gen_ai.server.request.duration",
                                "From the choice of an upstream to the end of its answer",
                                labels)
                        .serviceLevelObjectives(Buckets.GEN_AI_DURATION)
                        .register(registry),
                timer("gen_ai.server.time_to_first_token", "From the choice of an upstream to its first event", labels)
                        .serviceLevelObjectives(Buckets.GEN_AI_FIRST_TOKEN)
                        .register(registry),
                timer("gen_ai.server.time_per_output_token", "For each token after the first", labels)
                        .serviceLevelObjectives(Buckets.GEN_AI_PER_TOKEN)
                        .register(registry),
                usage("input", labels),
                usage("output", labels),
                tokens("prompt", labels),
                tokens("cached", labels),
                tokens("generated", labels),
                DistributionSummary.builder("rolemesh.tokens.per.second")
                        .description("How fast answers were generated, as the backend says or the stream shows")
                        .serviceLevelObjectives(Buckets.TOKENS_PER_SECOND)
                        .tags("alias", labels.alias(), "upstream", labels.upstream())
                        .register(registry));
    }

    private static Timer.Builder timer(String name, String description, Series.Labels labels) {
        return Timer.builder(name).description(description).tags(genAi(labels));
    }

    private DistributionSummary usage(String type, Series.Labels labels) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Tokens of prompts (input) and of answers (output)")
                .serviceLevelObjectives(Buckets.GEN_AI_TOKENS)
                .tags(genAi(labels))
                .tag("gen_ai.token.type", type)
                .register(registry);
    }

    private Counter tokens(String kind, Series.Labels labels) {
        return Counter.builder("rolemesh.tokens")
                .description("Tokens of prompts, those of them that were cached, and tokens generated")
                .tags("alias", labels.alias(), "upstream", labels.upstream(), "kind", kind)
                .register(registry);
    }

    private static String[] genAi(Series.Labels labels) {
        return new String[] {
            "gen_ai.request.model", labels.alias(),
            "gen_ai.operation.name", labels.kind(),
            "upstream", labels.upstream()
        };
    }
}
