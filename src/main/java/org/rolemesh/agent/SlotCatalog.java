package org.rolemesh.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.config.Secret;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.nodes.Heartbeat;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.Registration;
import org.rolemesh.slots.Board;
import org.rolemesh.slots.Launch;
import org.rolemesh.slots.RoleOffers;
import org.rolemesh.slots.Slot;

/**
 * Keeps the agent's catalog as the board is: each slot is to it what a node is to a gateway, at the address of the slot's
 * process. Called by one thread at a time.
 */
public final class SlotCatalog {
    /** Where nothing listens. A slot without a process has no role that is ready, so nothing is sent there. */
    private static final UpstreamUrl NOWHERE = new UpstreamUrl("http", "127.0.0.1", 1, "");

    private final Catalog catalog;
    private final RoleOffers offers;
    private final Supplier<Moment> clock;

    public SlotCatalog(Catalog catalog, RoleOffers offers, Supplier<Moment> clock) {
        this.catalog = catalog;
        this.offers = offers;
        this.clock = clock;
    }

    public void show(Board board) {
        Moment now = clock.get();
        catalog.updateNodes(nodes -> {
            Nodes shown = nodes;
            for (Slot slot : board.all()) {
                shown = with(slot, offers.of(board, slot), shown, now);
            }
            return shown;
        });
    }

    private static Nodes with(Slot slot, List<Offer> told, Nodes nodes, Moment now) {
        Optional<Launch> launch =
                Optional.ofNullable(slot.run() == null ? null : slot.run().launch());
        UpstreamUrl url = launch.map(Launch::port)
                .map(port -> new UpstreamUrl("http", "127.0.0.1", port, ""))
                .orElse(NOWHERE);
        Secret key = launch.map(Launch::key).orElse(null);
        Optional<Node> known = nodes.find(slot.name());
        if (known.filter(node -> node.url().equals(url) && Objects.equals(node.key(), key))
                .isPresent()) {
            boolean alike = known.get().offers().values().stream()
                    .map(offer -> offer.since(null))
                    .toList()
                    .equals(told);
            return alike
                    ? nodes
                    : nodes.beaten(new Heartbeat(slot.name(), Optional.of(told), Optional.empty(), 0), now);
        }
        Registration registration =
                new Registration(slot.name(), url, key, told, Set.of(), JsonNodeFactory.instance.objectNode(), 0);
        return known.isPresent() ? nodes.moved(registration, now) : nodes.registered(registration, now);
    }
}
