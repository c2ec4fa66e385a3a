package org.rolemesh.selection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Rosters;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;
import org.rolemesh.nodes.Registration;

/**
 * Nodes that offer the role {@code coder}, and the admission to them. Two aliases are answered by it, so that they share
 * places: {@code coder}, given as many at once as a node has slots, and {@code solo}, given one. Thread safe, on a clock
 * that stands.
 */
final class Fleet {
    static final List<OfferState> STATES = List.of(OfferState.values());

    private static final Moment NOW = new Moment(0, Instant.EPOCH);
    private static final String ROLE = "coder";

    private final Catalog catalog;
    private final Admission admission;

    Fleet(int queueLength) {
        catalog = new Catalog(Rosters.of("""
                        default_model: coder
                        models:
                          coder: {type: discovered, queue: {length: %d}}
                          solo: {type: discovered, role: coder, max_in_flight: 1, queue: {length: %d}}
                        """.formatted(queueLength, queueLength)), new Thresholds(1, 2), () -> NOW);
        admission = Admission.of(catalog);
    }

    Admission admission() {
        return admission;
    }

    Snapshot snapshot() {
        return catalog.snapshot();
    }

    List<Alias> aliases() {
        return snapshot().aliases();
    }

    static String upstreamId(String node) {
        return new Upstream.Announced(node, ROLE).upstreamId();
    }

    /** The node is there, with the model in this state. */
    void put(String node, OfferState state, int slots) {
        Registration told =
                new Registration(node, UpstreamUrl.parse("http://127.0.0.1:1"), List.of(offer(state, slots)), null, 0);
        catalog.updateNodes(nodes -> nodes.registered(told, NOW));
    }

    void drain(String node, boolean draining) {
        catalog.updateNodes(nodes -> nodes.find(node).isEmpty() ? nodes : nodes.draining(node, draining, NOW));
    }

    void remove(String node) {
        catalog.updateNodes(nodes -> nodes.find(node).isEmpty() ? nodes : nodes.without(node));
    }

    /** Every node falls silent for too long. */
    void fallSilent() {
        Moment later = new Moment(Duration.ofMinutes(1).toNanos(), Instant.EPOCH);
        catalog.updateNodes(nodes -> nodes.expired(later, Duration.ofSeconds(30)));
    }

    private static Offer offer(OfferState state, int slots) {
        return new Offer(
                ROLE,
                null,
                null,
                state,
                null,
                OptionalInt.of(slots),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null);
    }
}
