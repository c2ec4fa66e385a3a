package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Observation;
import org.rolemesh.catalog.Rosters;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.http.Presence;
import org.rolemesh.nodes.Heartbeat;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.Registration;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.selection.Admission;
import org.rolemesh.selection.Ask;
import org.rolemesh.selection.Decision;
import org.rolemesh.selection.Entry;
import org.rolemesh.selection.Place;
import org.rolemesh.selection.Waiter;
import org.rolemesh.upstream.UpstreamFailure;

/** A catalog with the steps that look at it, without HTTP, on a clock that stands until it is moved. */
final class Mesh {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CamelContext CAMEL = new DefaultCamelContext();
    private static final NodeAddresses ANYWHERE = new NodeAddresses(List.of());

    private long nanos;
    private final Catalog catalog;
    private final Admission admission;
    private final List<Place> places = new ArrayList<>();

    Mesh(String yaml) {
        catalog = new Catalog(Rosters.of(yaml), new Thresholds(1, 2), this::now);
        admission = Admission.of(catalog);
    }

    Moment now() {
        return new Moment(nanos, Instant.EPOCH.plusNanos(nanos));
    }

    void pass(Duration time) {
        nanos += time.toNanos();
        update(nodes -> nodes.expired(now(), Duration.ofSeconds(30)));
    }

    void register(String json) {
        Registration told = Registration.read(tree(json), ANYWHERE);
        update(nodes -> nodes.registered(told, now()));
    }

    void beat(String json) {
        Heartbeat told = Heartbeat.read(tree(json));
        update(nodes -> nodes.beaten(told, now()));
    }

    void drain(String id, boolean draining) {
        update(nodes -> nodes.draining(id, draining, now()));
    }

    void remove(String id) {
        update(nodes -> nodes.without(id));
    }

    /** One of the upstreams of one of the aliases is seen to do this. */
    void observe(int which, Observation seen) {
        List<Upstream> all = new ArrayList<>();
        catalog.snapshot().aliases().forEach(alias -> all.addAll(alias.upstreams()));
        if (!all.isEmpty()) {
            catalog.observe(all.get(which % all.size()), seen);
        }
    }

    List<Alias> aliases() {
        return catalog.snapshot().aliases();
    }

    Nodes nodes() {
        return catalog.snapshot().nodes();
    }

    /** Takes a place and keeps it, where there is one. */
    Entry take(Alias alias) {
        Entry entry = enter(alias);
        if (entry.place() != null) {
            places.add(entry.place());
        }
        return entry;
    }

    void freeOne(int which) {
        if (!places.isEmpty()) {
            places.remove(which % places.size()).freeAfterAnswer(1);
        }
    }

    /** Asks for a place as a request does, and waits for none. */
    Entry enter(Alias alias) {
        Waiter impatient = new Impatient();
        Ask ask = Ask.of(alias, admission.upcomingTurn(alias), null);
        Entry entry = admission.enter(ask, impatient);
        admission.quit(ask, impatient);
        return entry;
    }

    JsonNode models() {
        return answer(new ListModels(catalog, entries()), "id", "");
    }

    /** Whether {@code GET /v1/models/ID} answers with an entry. */
    boolean shows(Alias alias) {
        try {
            answer(new ShowModel(catalog, entries()), "id", alias.modelName());
            return true;
        } catch (UpstreamFailure e) {
            return false;
        }
    }

    JsonNode ready(String roles) {
        return answer(new ReportReadiness(catalog, new Presence(), List::of, List::of), "roles", roles);
    }

    JsonNode explain(Alias alias) {
        return answer(new ExplainRole(catalog, admission), "alias", alias.modelName());
    }

    private void update(java.util.function.UnaryOperator<Nodes> change) {
        try {
            catalog.updateNodes(change);
        } catch (RequestRejected refused) {
            // What a node may not do changes nothing, which is as good a step of a random walk as any.
        }
    }

    private static ModelEntries entries() {
        return new ModelEntries(Instant.EPOCH, Duration.ofSeconds(2));
    }

    private static JsonNode answer(Processor step, String header, String value) {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setHeader(header, value);
        try {
            step.process(exchange);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        try {
            return JSON.readTree(exchange.getMessage().getBody(byte[].class));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static final class Impatient implements Waiter {
        @Override
        public void granted(Place place, Decision decision) {
            place.free();
        }

        @Override
        public void refused(Decision decision) {}

        @Override
        public void waitsFor(Decision.Outcome reason) {}
    }
}
