package org.rolemesh.nodes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rolemesh.config.UpstreamUrl;

/** What nodes say in these tests, and when. */
final class Telling {
    static final NodeAddresses ANYWHERE = new NodeAddresses(List.of());
    static final Duration STALE_AFTER = Duration.ofSeconds(30);
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Telling() {}

    /** The moment so many seconds after the start, by both clocks. */
    static Moment at(double seconds) {
        long nanos = Math.round(seconds * 1e9);
        // The start is close to where the nanoseconds overflow, as they may be on any machine.
        return new Moment(Long.MAX_VALUE - 5_000_000_000L + nanos, START.plusNanos(nanos));
    }

    static Registration registration(String id, int port, long incarnation, String... roles) {
        return new Registration(
                id,
                UpstreamUrl.parse("http://127.0.0.1:" + port),
                List.of(roles).stream().map(Offer::named).toList(),
                null,
                incarnation);
    }

    static Heartbeat beat(String id, long incarnation) {
        return new Heartbeat(id, Optional.empty(), Optional.empty(), incarnation);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
