package org.rolemesh.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rolemesh.access.ClientCall;

/**
 * What one viewer has been told, and so what is new to him: first all of it, then what has changed; where aliases or nodes
 * have come or gone, all of it again. For one thread.
 */
final class Account {
    /** Of many requests at a time the last are enough to look at. */
    private static final int MOST_CALLS = 50;

    private final Sight sight;
    private final RecentCalls calls;
    private final Paces paces;
    private Map<String, ObjectNode> aliases = Map.of();
    private Map<String, ObjectNode> nodes = Map.of();
    private Map<String, Long> pacesTold = new HashMap<>();
    private long callsTold;
    private boolean begun;

    Account(Sight sight, RecentCalls calls, Paces paces) {
        this.sight = sight;
        this.calls = calls;
        this.paces = paces;
    }

    /** The next event, which is taken to be sent; empty where there is nothing new. */
    Optional<String> next(Picture picture) {
        Map<String, ObjectNode> seen = new LinkedHashMap<>(picture.aliases());
        seen.keySet().removeIf(name -> !sight.ofAlias(name));
        Map<String, ObjectNode> seenNodes = sight.ofEverything() ? picture.nodes() : Map.of();
        boolean whole = !begun || !sameOrder(seen, aliases) || !sameOrder(seenNodes, nodes);
        if (whole) {
            callsTold = 0;
            pacesTold = new HashMap<>();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        putChanges(data, "aliases", whole ? Map.of() : aliases, seen);
        putChanges(data, "nodes", whole ? Map.of() : nodes, seenNodes);
        putPaces(data, seen.keySet());
        putCalls(data, whole);
        aliases = seen;
        nodes = seenNodes;
        begun = true;
        if (data.isEmpty() && !whole) {
            return Optional.empty();
        }
        data.put("now", System.currentTimeMillis());
        if (whole) {
            data.putObject("sees")
                    .put("everything", sight.ofEverything())
                    .put("key", sight.caller().keyName());
        }
        return Optional.of("event: " + (whole ? "state" : "change") + "\ndata: " + data + "\n\n");
    }

    private static boolean sameOrder(Map<String, ObjectNode> one, Map<String, ObjectNode> other) {
        Iterator<String> others = other.keySet().iterator();
        return one.size() == other.size() && one.keySet().stream().allMatch(key -> key.equals(others.next()));
    }

    @SuppressWarnings("ReferenceEquality")
    private static void putChanges(
            ObjectNode data, String name, Map<String, ObjectNode> before, Map<String, ObjectNode> now) {
        List<ObjectNode> changed = new ArrayList<>();
        now.forEach((key, json) -> {
            if (before.get(key) != json) {
                changed.add(json);
            }
        });
        if (!changed.isEmpty()) {
            data.putArray(name).addAll(changed);
        }
    }

    private void putPaces(ObjectNode data, Iterable<String> names) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            List<Ring.Entry<Paces.Pace>> news = paces.of(name, pacesTold.getOrDefault(name, 0L));
            if (!news.isEmpty()) {
                pacesTold.put(name, news.get(news.size() - 1).number() + 1);
                ArrayNode points = all.putArray(name);
                news.forEach(entry -> points.addArray()
                        .add(entry.value().ended())
                        .add(tenths(entry.value().tokensPerSecond()))
                        .add(tenths(entry.value().firstTokenMs())));
            }
        }
        if (!all.isEmpty()) {
            data.set("paces", all);
        }
    }

    private void putCalls(ObjectNode data, boolean whole) {
        List<Ring.Entry<ClientCall>> news = calls.from(callsTold);
        if (news.isEmpty()) {
            return;
        }
        callsTold = news.get(news.size() - 1).number() + 1;
        List<Ring.Entry<ClientCall>> seen =
                news.stream().filter(entry -> sight.ofCall(entry.value())).toList();
        int first = whole ? 0 : Math.max(0, seen.size() - MOST_CALLS);
        if (!seen.isEmpty()) {
            ArrayNode requests = data.putArray("requests");
            seen.subList(first, seen.size()).forEach(entry -> requests.add(CallJson.of(entry)));
        }
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
