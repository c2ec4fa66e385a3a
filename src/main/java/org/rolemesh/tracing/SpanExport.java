package org.rolemesh.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.SpanListener;
import org.rolemesh.access.TraceContext;
import org.rolemesh.access.TraceHop;
import org.rolemesh.openai.TokenUsage;

/**
 * Makes spans of what is over, by OpenTelemetry's semantic conventions for HTTP and for generative AI, and sends them in
 * batches from a thread of its own. What cannot be sent is dropped: nobody waits for a collector. Thread safe.
 */
final class SpanExport implements SpanListener {
    private static final Duration BATCH_DELAY = Duration.ofSeconds(1);
    private static final long LAST_BATCH_SECONDS = 2;
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<String> UPSTREAM = AttributeKey.stringKey("rolemesh.upstream");
    private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("rolemesh.attempts");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("rolemesh.request_id");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final String FIRST_CHUNK = "gen_ai.first_chunk";

    private final ChosenIds ids = new ChosenIds();
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    /** Spans have the time of day, and what they are made of has the time that no clock change touches. */
    private final long wallMinusNanos;

    SpanExport(String endpoint) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.replaceFirst("/+$", "") + "/v1/traces")
                .build();
        this.provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .setSampler(Sampler.alwaysOn())
                .setResource(Resource.getDefault()
                        .merge(Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.name"), "rolemesh-gateway"))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(BATCH_DELAY)
                        .build())
                .build();
        this.tracer = provider.get("org.rolemesh.gateway");
        Instant now = Instant.now();
        this.wallMinusNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    }

    /** A client's request, from its head to the end of its answer. */
    void served(ClientCall call, String operation) {
        TraceContext trace = call.trace();
        SpanBuilder builder = tracer.spanBuilder(call.alias() == null ? operation : operation + " " + call.alias())
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent(trace, trace.parentId()))
                .setAttribute(OPERATION, operation)
                .setAttribute(METHOD, call.method())
                .setAttribute(PATH, call.path())
                .setAttribute(STATUS, (long) call.outcome())
                .setAttribute(ATTEMPTS, (long) call.attempts())
                .setAttribute(REQUEST_ID, call.requestId());
        putIfKnown(builder, MODEL, call.alias());
        putIfKnown(builder, UPSTREAM, call.upstream());
        putIfKnown(builder, ERROR, call.errorCode());
        putUsage(builder, call.usage());
        Span span = ids.with(trace.traceId(), trace.spanId(), () -> builder.setStartTimestamp(
                        wall(call.startedNanos()), TimeUnit.NANOSECONDS)
                .startSpan());
        if (call.nanosToFirstByte() >= 0) {
            span.addEvent(FIRST_CHUNK, wall(call.startedNanos() + call.nanosToFirstByte()), TimeUnit.NANOSECONDS);
        }
        if (call.outcome() >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(wall(call.startedNanos() + call.nanosToEnd()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void asked(TraceHop hop, String alias, String upstream, String code) {
        TraceContext trace = hop.trace();
        SpanBuilder builder = tracer.spanBuilder("ask " + upstream)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent(trace, trace.spanId()))
                .setAttribute(MODEL, alias)
                .setAttribute(UPSTREAM, upstream);
        putIfKnown(builder, ERROR, code);
        Span span = ids.with(trace.traceId(), hop.spanId(), () -> builder.setStartTimestamp(
                        wall(hop.begunNanos()), TimeUnit.NANOSECONDS)
                .startSpan());
        if (code != null) {
            span.setStatus(StatusCode.ERROR, code);
        }
        span.end(wall(System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    void close() {
        provider.shutdown().join(LAST_BATCH_SECONDS, TimeUnit.SECONDS);
    }

    private static Context parent(TraceContext trace, String spanId) {
        if (spanId == null) {
            return Context.root();
        }
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        trace.traceId(), spanId, TraceFlags.fromHex(trace.flags(), 0), TraceState.getDefault())));
    }

    private static void putIfKnown(SpanBuilder builder, AttributeKey<String> key, String value) {
        if (value != null) {
            builder.setAttribute(key, value);
        }
    }

    private static void putUsage(SpanBuilder builder, TokenUsage usage) {
        if (usage.promptTokens() != TokenUsage.NOT_SAID) {
            builder.setAttribute(INPUT_TOKENS, usage.promptTokens());
        }
        if (usage.completionTokens() != TokenUsage.NOT_SAID) {
            builder.setAttribute(OUTPUT_TOKENS, usage.completionTokens());
        }
    }

    private long wall(long nanoTime) {
        return wallMinusNanos + nanoTime;
    }
}
