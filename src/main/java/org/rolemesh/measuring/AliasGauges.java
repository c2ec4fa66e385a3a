package org.rolemesh.measuring;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.metrics.Metrics;
import org.rolemesh.metrics.Rows;
import org.rolemesh.selection.Admission;

/** Shows aliases, their upstreams and their queues as they are. */
public final class AliasGauges {
    private final Catalog catalog;
    private final Admission admission;

    private AliasGauges(Catalog catalog, Admission admission) {
        this.catalog = catalog;
        this.admission = admission;
    }

    public static void show(Metrics metrics, Catalog catalog, Admission admission) {
        AliasGauges gauges = new AliasGauges(catalog, admission);
        metrics.gauge(
                "rolemesh_alias_state",
                "1 for the state that an alias is in, 0 for the others",
                List.of("alias", "state"),
                gauges::aliasStates);
        metrics.gauge(
                "rolemesh_upstream_state",
                "1 for the state that an upstream of an alias is in, 0 for the others",
                List.of("alias", "upstream", "state"),
                gauges::upstreamStates);
        metrics.gauge(
                "rolemesh_in_flight",
                "Requests that an upstream works on for this program",
                List.of("alias", "upstream"),
                gauges::inFlight);
        metrics.gauge(
                "rolemesh_in_flight_limit",
                "Most requests that an upstream is given at once, where there is a limit",
                List.of("alias", "upstream"),
                gauges::limits);
        metrics.gauge(
                "rolemesh_queue_length",
                "Requests that wait for a place at an upstream, or for a model to load",
                List.of("alias", "reason"),
                gauges::queues);
    }

    private void aliasStates(Rows rows) {
        Snapshot now = catalog.snapshot();
        for (Alias alias : now.aliases()) {
            Availability.State current = now.availability(alias).state();
            for (Availability.State state : Availability.State.values()) {
                rows.add(state == current ? 1 : 0, alias.name(), state.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private void upstreamStates(Rows rows) {
        Snapshot now = catalog.snapshot();
        for (Alias alias : now.aliases()) {
            Availability availability = now.availability(alias);
            availability.warm().forEach(upstream -> upstreamState(rows, alias, upstream, "warm"));
            availability.cold().forEach(upstream -> upstreamState(rows, alias, upstream, "cold"));
            availability.loading().forEach(held -> upstreamState(rows, alias, held.upstream(), "loading"));
            availability.out().forEach(held -> upstreamState(rows, alias, held.upstream(), "out"));
        }
    }

    private static void upstreamState(Rows rows, Alias alias, Upstream upstream, String current) {
        for (String state : Arrays.asList("warm", "cold", "loading", "out")) {
            rows.add(state.equals(current) ? 1 : 0, alias.name(), upstream.name(), state);
        }
    }

    private void inFlight(Rows rows) {
        for (Alias alias : catalog.snapshot().aliases()) {
            for (Upstream upstream : alias.upstreams()) {
                rows.add(admission.inFlight(upstream.id()), alias.name(), upstream.name());
            }
        }
    }

    private void limits(Rows rows) {
        for (Alias alias : catalog.snapshot().aliases()) {
            for (Upstream upstream : alias.upstreams()) {
                upstream.limit().ifPresent(limit -> rows.add(limit, alias.name(), upstream.name()));
            }
        }
    }

    private void queues(Rows rows) {
        for (Alias alias : catalog.snapshot().aliases()) {
            rows.add(admission.waitingForPlace(alias), alias.name(), "place");
            rows.add(admission.waitingForLoad(alias), alias.name(), "load");
        }
    }
}
