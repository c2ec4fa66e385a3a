package org.rolemesh.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.selection.Admission;

/** An alias at one moment, as viewers are told of it. Times are milliseconds since 1970. */
final class AliasJson {
    private static final int MOST_UPSTREAMS = 64;

    private final Snapshot now;
    private final Admission admission;
    private final Map<String, Double> rates;

    /** @param rates tokens a second that come now, by alias */
    AliasJson(Snapshot now, Admission admission, Map<String, Double> rates) {
        this.now = now;
        this.admission = admission;
        this.rates = rates;
    }

    ObjectNode of(Alias alias) {
        Availability availability = now.availability(alias);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", alias.name())
                .put("model", alias.modelName())
                .put("state", availability.state().name().toLowerCase(Locale.ROOT))
                .put("strategy", alias.strategy().name().toLowerCase(Locale.ROOT))
                .put("waiting", admission.waitingForPlace(alias))
                .put("waiting_for_load", admission.waitingForLoad(alias))
                .put("queue", alias.queue().length())
                .put("in_flight", inFlight(alias));
        long perSecond = Math.round(rates.getOrDefault(alias.name(), 0.0));
        if (perSecond > 0) {
            json.put("tokens_per_second", perSecond);
        }
        if (!availability.isUsable()) {
            json.put("reason", availability.reason())
                    .put("since", availability.since().toEpochMilli());
        }
        now.loadProgress(alias).ifPresent(share -> json.put("progress", share));
        ArrayNode upstreams = json.putArray("upstreams");
        add(upstreams, availability.warm(), "warm");
        add(upstreams, availability.cold(), "cold");
        availability.loading().forEach(held -> add(upstreams, held.upstream(), "loading", held.reason()));
        availability.out().forEach(held -> add(upstreams, held.upstream(), "out", held.reason()));
        return json;
    }

    private int inFlight(Alias alias) {
        int sum = 0;
        for (Upstream upstream : alias.upstreams()) {
            sum += admission.inFlight(upstream.id());
        }
        return sum;
    }

    private void add(ArrayNode list, List<Upstream> upstreams, String state) {
        upstreams.forEach(upstream -> add(list, upstream, state, null));
    }

    private void add(ArrayNode list, Upstream upstream, String state, String reason) {
        if (list.size() >= MOST_UPSTREAMS) {
            return;
        }
        ObjectNode json = list.addObject()
                .put("name", upstream.name())
                .put("state", state)
                .put("on_node", upstream.isOnNode())
                .put("in_flight", admission.inFlight(upstream.id()));
        upstream.limit().ifPresent(limit -> json.put("limit", limit));
        if (reason != null) {
            json.put("reason", reason);
        }
    }
}
