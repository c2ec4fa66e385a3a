package org.rolemesh.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.gateway.Authenticate;
import org.rolemesh.gateway.JsonAnswer;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;
import org.rolemesh.slots.Board;
import org.rolemesh.slots.Launches;
import org.rolemesh.slots.RoleOffers;
import org.rolemesh.slots.Supervisor;
import org.rolemesh.upstream.RoleUnavailable;
import org.rolemesh.upstream.RoleUnknown;

/** The steps by which an operator has a role loaded ahead of time, or its slot freed. Both answer at once. */
public final class RoleControl {
    private static final int DONE = 200;
    private static final int ACCEPTED = 202;
    private static final Duration RETRY_SOON = Duration.ofSeconds(2);

    private final Catalog catalog;
    private final Supervisor supervisor;
    private final Launches launches;
    private final RoleOffers offers;

    public RoleControl(Catalog catalog, Supervisor supervisor, Launches launches, RoleOffers offers) {
        this.catalog = catalog;
        this.supervisor = supervisor;
        this.launches = launches;
        this.offers = offers;
    }

    /** The steps by the names that the routes have for them. */
    public Map<String, Processor> byName() {
        return Map.of("loadRole", this::load, "unloadRole", this::unload, "lookForObstacles", exchange -> look());
    }

    private void load(Exchange exchange) {
        String role = roleOf(exchange);
        look();
        supervisor.load(role);
        Offer offer = offerOf(role);
        if (offer.state() == OfferState.FAILED) {
            throw RoleUnavailable.because(role, offer.detail(), RETRY_SOON);
        }
        answer(
                exchange,
                offer.state() == OfferState.READY ? DONE : ACCEPTED,
                role,
                offer.state().word());
    }

    private void unload(Exchange exchange) {
        String role = roleOf(exchange);
        supervisor.unload(role);
        boolean busy =
                supervisor.board().all().stream().anyMatch(slot -> role.equals(slot.role()) && slot.run() != null);
        answer(exchange, busy ? ACCEPTED : DONE, role, busy ? "unloading" : "unloaded");
    }

    private void look() {
        Board board = supervisor.board();
        supervisor.obstacles(launches.obstacles(board, Moment.now()));
    }

    private Offer offerOf(String role) {
        return offers.of(supervisor.board()).stream()
                .filter(each -> each.role().equals(role))
                .findFirst()
                .orElseThrow();
    }

    private String roleOf(Exchange exchange) {
        String named = exchange.getMessage().getHeader("role", String.class);
        Alias role = catalog.snapshot().alias(named).orElseThrow(() -> new RoleUnknown(named));
        Authenticate.requireRole(exchange, role);
        return role.name();
    }

    private static void answer(Exchange exchange, int status, String role, String state) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("role", role).put("state", state);
        JsonAnswer.put(exchange, status, body);
    }
}
