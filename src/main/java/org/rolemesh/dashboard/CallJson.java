package org.rolemesh.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.rolemesh.access.ClientCall;

/** A request that is over, as viewers are told of it: what its access line has. */
final class CallJson {
    private CallJson() {}

    static ObjectNode of(Ring.Entry<ClientCall> entry) {
        ClientCall call = entry.value();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("number", entry.number())
                .put("ended", System.currentTimeMillis() - call.nanosSinceEnd() / 1_000_000)
                .put("id", call.requestId())
                .put("method", call.method())
                .put("path", call.path())
                .put("status", call.outcome())
                .put("total_ms", millis(call.nanosToEnd()));
        putText(json, "key", call.keyName());
        putText(json, "alias", call.alias());
        putText(json, "upstream", call.upstream());
        putText(json, "error", call.errorCode());
        if (call.nanosToFirstByte() >= 0) {
            json.put("first_byte_ms", millis(call.nanosToFirstByte()));
        }
        putCount(json, "prompt_tokens", call.usage().promptTokens());
        putCount(json, "completion_tokens", call.usage().completionTokens());
        return json;
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e5) / 10.0;
    }

    private static void putText(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void putCount(ObjectNode json, String name, long count) {
        if (count >= 0) {
            json.put(name, count);
        }
    }
}
