package org.rolemesh.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A role that a gateway has, as {@code explain} shows it.
 *
 * @param id what clients send as {@code model}
 * @param state {@code usable}, {@code loading} or {@code unusable}
 * @param reason why it is not usable; null where it is
 * @param since when it came to that; null where it is usable
 * @param upstreams as {@code explain} lists its candidates
 */
public record Role(
        String id, String alias, String state, String reason, String since, int waiting, List<JsonNode> upstreams) {

    /** All that the key may see: those that can answer, then the others. */
    public static List<Role> all(GatewayClient gateway, String key) throws IOException, Refusal, InterruptedException {
        JsonNode list = gateway.get("/v1/models", "rolemesh", key);
        List<JsonNode> entries = new ArrayList<>();
        list.path("data").forEach(entries::add);
        list.at("/rolemesh/unavailable_models").forEach(entries::add);
        List<String> paths = entries.stream()
                .map(entry ->
                        "/v1/roles/" + GatewayClient.segment(entry.path("id").asText()) + "/explain")
                .toList();
        List<JsonNode> explained = gateway.postAll(paths, key);
        List<Role> roles = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            roles.add(of(entries.get(i), explained.get(i)));
        }
        return roles;
    }

    private static Role of(JsonNode entry, JsonNode explained) {
        List<JsonNode> upstreams = new ArrayList<>();
        explained.path("candidates").forEach(upstreams::add);
        return new Role(
                entry.path("id").asText(),
                explained.path("alias").asText(),
                explained.path("availability").asText(),
                explained.path("reason").textValue(),
                entry.path("since").textValue(),
                explained.at("/queue/waiting").asInt(),
                List.copyOf(upstreams));
    }

    /** Requests of this gateway that those upstreams work on. */
    public int inFlight() {
        return upstreams.stream()
                .mapToInt(upstream -> upstream.path("in_flight").asInt())
                .sum();
    }

    /** The names of those that could be asked now. */
    public List<String> answering() {
        return upstreams.stream()
                .filter(upstream -> upstream.path("accepted").asBoolean())
                .map(upstream -> upstream.path("upstream").asText())
                .toList();
    }

    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("alias", alias)
                .put("state", state);
        if (reason != null) {
            json.put("reason", reason).put("since", since);
        }
        json.put("in_flight", inFlight()).put("waiting", waiting);
        ArrayNode all = json.putArray("upstreams");
        upstreams.forEach(all::add);
        return json;
    }
}
