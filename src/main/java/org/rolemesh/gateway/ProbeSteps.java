package org.rolemesh.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Observation;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.Probe;
import org.rolemesh.openai.BackendState;
import org.rolemesh.tls.TlsTrouble;

/**
 * The steps of the probe routes: where to look, and what was seen. The requests themselves are the routes'.
 *
 * <p>A backend counts as up when {@code GET /health} does not say otherwise and {@code GET /v1/models} answers. The first
 * is llama.cpp's and vLLM's sign of readiness; Ollama has none. The second alone would not do: llama.cpp's server answers
 * it while it loads.
 */
public final class ProbeSteps {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;
    private static final long GIVEN_UP_AFTER_NANOS = 30_000_000_000L;
    private static final String UPSTREAM = "RoleMeshProbedUpstream";

    private final Catalog catalog;
    private final Map<String, Long> underWay = new ConcurrentHashMap<>();

    public ProbeSteps(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Leaves the upstreams that have to be looked at in the body; one that is being looked at is left out. */
    public Processor listUpstreams() {
        return exchange -> exchange.getMessage()
                .setBody(catalog.dueForProbe().stream()
                        .filter(this::isNotUnderWay)
                        .toList());
    }

    /** A probe that has not ended for long never began, for want of a thread, or is fed a byte now and then. */
    private boolean isNotUnderWay(Upstream upstream) {
        long now = System.nanoTime();
        Long begun = underWay.get(upstream.id());
        boolean free = begun == null || now - begun > GIVEN_UP_AFTER_NANOS;
        if (free) {
            underWay.put(upstream.id(), now);
        }
        return free;
    }

    public Processor aimAtHealth() {
        return exchange -> {
            Upstream upstream = exchange.getMessage().getBody(Upstream.class);
            exchange.setProperty(UPSTREAM, upstream);
            aim(exchange, upstream.url().base() + "/health");
        };
    }

    public Processor aimAtModels() {
        return exchange -> aim(exchange, upstreamOf(exchange).url().base() + "/v1/models");
    }

    /** Sets the variable {@code settled} where the answer says enough. */
    public Processor noteHealth() {
        return exchange -> {
            int status = statusOf(exchange);
            boolean settled = status >= 500;
            exchange.setVariable("settled", settled);
            if (settled) {
                observe(exchange, healthFault(status, bodyOf(exchange)));
            }
        };
    }

    public Processor noteModels() {
        return exchange -> observe(exchange, modelsSeen(statusOf(exchange), bodyOf(exchange), upstreamOf(exchange)));
    }

    public Processor noteFailure() {
        return exchange ->
                observe(exchange, failureSeen(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    private static Observation healthFault(int status, JsonNode body) {
        return BackendState.isLoading(status, body)
                ? Observation.loading()
                : Observation.misanswered("GET /health answered " + status);
    }

    private static Observation modelsSeen(int status, JsonNode body, Upstream upstream) {
        if (status != 200) {
            return Observation.misanswered("GET /v1/models answered " + status);
        }
        if (!body.has("data")) {
            return Observation.misanswered("GET /v1/models did not answer with a list of models");
        }
        if (upstream.wants() == Probe.MODEL_LISTED && !lists(body, upstream.model())) {
            return Observation.misanswered("the model " + upstream.model() + " is not in its list");
        }
        return Observation.answered();
    }

    /** Ollama lists a model that was asked for without a tag as {@code NAME:latest}. */
    private static boolean lists(JsonNode body, String model) {
        for (JsonNode entry : body.path("data")) {
            String id = entry.path("id").asText();
            if (id.equals(model) || id.equals(model + ":latest")) {
                return true;
            }
        }
        return false;
    }

    private static Observation failureSeen(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return Observation.refused("its host name is unknown");
            }
            if (cause instanceof ConnectException && !(cause.getMessage() + "").contains("timed out")) {
                return Observation.refused("connection refused");
            }
        }
        return Observation.failed(TlsTrouble.of(failure, "upstream_tls.ca", "upstream_tls.cert")
                .orElseGet(() -> isTimeout(failure) ? "no answer in time" : "its connection broke off"));
    }

    private static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedIOException) {
                return true;
            }
        }
        return false;
    }

    private static void aim(Exchange exchange, String url) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_URI, url);
        message.setBody(null);
        Upstream upstream = upstreamOf(exchange);
        if (upstream.apiKey() != null) {
            message.setHeader("Authorization", "Bearer " + upstream.apiKey().reveal());
        }
    }

    private void observe(Exchange exchange, Observation seen) {
        Upstream upstream = upstreamOf(exchange);
        catalog.observe(upstream, seen);
        underWay.remove(upstream.id());
    }

    private static Upstream upstreamOf(Exchange exchange) {
        return exchange.getProperty(UPSTREAM, Upstream.class);
    }

    private static int statusOf(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    }

    private static JsonNode bodyOf(Exchange exchange) throws IOException {
        try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_ANSWER_BYTES);
            return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
