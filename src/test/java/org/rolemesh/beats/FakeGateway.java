package org.rolemesh.beats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.rolemesh.openai.ApiError;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.ReceivedRequest;

/** What a gateway answers to a node, for {@link FaultBackend}, and what such a one was told. */
final class FakeGateway {
    static final String REGISTER = "/v1/nodes/register";
    static final String HEARTBEAT = "/v1/nodes/heartbeat";
    private static final ObjectMapper JSON = new ObjectMapper();

    private FakeGateway() {}

    static Behaviour takes() {
        return Answers.json(
                200, "{\"status\":\"ok\",\"node_id\":\"box\",\"stale_after_s\":30,\"heartbeat_interval_s\":10}");
    }

    static Behaviour refuses(ApiError error) {
        return Answers.json(error.status(), new String(error.toJson(), StandardCharsets.UTF_8));
    }

    /** Of every request since the start, its path. */
    static List<String> paths(FaultBackend gateway) {
        return gateway.requests().stream().map(ReceivedRequest::path).toList();
    }

    /** The body of the newest request. */
    static JsonNode told(FaultBackend gateway) {
        try {
            return JSON.readTree(gateway.lastRequest().body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
