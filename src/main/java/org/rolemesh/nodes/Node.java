package org.rolemesh.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.rolemesh.config.Secret;
import org.rolemesh.config.UpstreamUrl;

/**
 * A host that has registered. Immutable, as long as nobody writes to its inventory.
 *
 * @param key what it is shown by whoever calls it; null: what all nodes are shown
 * @param offers by role, in the order in which the node told them
 * @param labels by which topologies choose among nodes
 * @param inventory its hardware, as it was told; null: not told
 * @param incarnation a number that grows with each start of the node's agent; 0: none told
 * @param registered when this incarnation registered
 */
public record Node(
        String id,
        UpstreamUrl url,
        Secret key,
        Map<String, Offer> offers,
        Set<String> labels,
        JsonNode inventory,
        long incarnation,
        Drain drain,
        Contact contact,
        Trust trust,
        Instant registered) {
    public Node {
        Objects.requireNonNull(url, "url");
        labels = Set.copyOf(labels);
        offers = Collections.unmodifiableMap(new LinkedHashMap<>(offers));
    }

    public boolean draining() {
        return drain.isOn();
    }

    public NodeStatus status() {
        if (contact.stale()) {
            return NodeStatus.STALE;
        }
        if (trust.kind() == Trust.Kind.SUSPECT) {
            return NodeStatus.SUSPECT;
        }
        if (draining()) {
            return NodeStatus.DRAINING;
        }
        return trust.kind() == Trust.Kind.RESTORED ? NodeStatus.UNCONFIRMED : NodeStatus.LIVE;
    }

    /** When it came to its status. */
    public Instant since() {
        return switch (status()) {
            case LIVE -> later(later(contact.since(), trust.since()), drain.since());
            case STALE -> contact.since();
            case SUSPECT, UNCONFIRMED -> trust.since();
            case DRAINING -> drain.since();
        };
    }

    /** Why it gets no work, in words for a client; null where it does. */
    public String reason() {
        return switch (status()) {
            case LIVE -> null;
            case UNCONFIRMED -> "not heard of since this gateway started";
            case STALE ->
                "stale, its last sign of life was at " + contact.seen().truncatedTo(ChronoUnit.SECONDS);
            case SUSPECT -> "suspect, connections to it failed";
            case DRAINING -> "draining, it takes no new work";
        };
    }

    /** Whether {@code other} makes no difference to where requests go. */
    public boolean routesLike(Node other) {
        return id.equals(other.id)
                && url.equals(other.url)
                && Objects.equals(key, other.key)
                && labels.equals(other.labels)
                && status() == other.status()
                && since().equals(other.since())
                && offersRouteLike(other);
    }

    private boolean offersRouteLike(Node other) {
        if (offers.size() != other.offers.size()) {
            return false;
        }
        for (Offer offer : offers.values()) {
            Offer another = other.offers.get(offer.role());
            if (another == null || !offer.routesLike(another)) {
                return false;
            }
        }
        return true;
    }

    Node with(Contact newContact) {
        return newContact.equals(contact)
                ? this
                : new Node(id, url, key, offers, labels, inventory, incarnation, drain, newContact, trust, registered);
    }

    Node with(Trust newTrust) {
        return newTrust.equals(trust)
                ? this
                : new Node(id, url, key, offers, labels, inventory, incarnation, drain, contact, newTrust, registered);
    }

    Node with(Drain newDrain) {
        return new Node(id, url, key, offers, labels, inventory, incarnation, newDrain, contact, trust, registered);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The offers in the order given, each with the time at which its state began. */
    static Map<String, Offer> inPlaceOf(Map<String, Offer> known, Collection<Offer> told, Instant now) {
        Map<String, Offer> offers = new LinkedHashMap<>();
        told.forEach(offer -> offers.put(offer.role(), offer.inPlaceOf(known, now)));
        return offers;
    }
}
