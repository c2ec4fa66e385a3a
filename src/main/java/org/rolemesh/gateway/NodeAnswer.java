package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * What a node is told when its registration or heartbeat was taken. Immutable.
 */
public final class NodeAnswer {
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
    private static final int BEATS_UNTIL_STALE = 3;

    private final ObjectNode times = JsonNodeFactory.instance.objectNode();

    /** @param staleAfter a node gets no new work after this long in silence */
    public NodeAnswer(Duration staleAfter) {
        putSeconds("stale_after_s", staleAfter);
        putSeconds("heartbeat_interval_s", heartbeatInterval(staleAfter));
    }

    void put(Exchange exchange, String nodeId) {
        ObjectNode answer = ok(nodeId);
        answer.setAll(times);
        JsonAnswer.put(exchange, 200, answer);
    }

    static ObjectNode ok(String nodeId) {
        return JsonNodeFactory.instance.objectNode().put("status", "ok").put("node_id", nodeId);
    }

    /** Short enough that two beats may be lost; in whole seconds where it is at least one. */
    private static Duration heartbeatInterval(Duration staleAfter) {
        Duration third = staleAfter.dividedBy(BEATS_UNTIL_STALE);
        if (third.compareTo(LONGEST_INTERVAL) > 0) {
            return LONGEST_INTERVAL;
        }
        return third.toSeconds() < 1
                ? Duration.ofMillis(Math.max(1, third.toMillis()))
                : Duration.ofSeconds(third.toSeconds());
    }

    private void putSeconds(String key, Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 == 0) {
            times.put(key, millis / 1000);
        } else {
            times.put(key, millis / 1e3);
        }
    }
}
