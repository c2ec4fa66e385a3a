package org.rolemesh.testing;

import java.util.Optional;

/**
 * The server-sent events of one made-up chat answer. Each content is {@code id#n}, with the request's {@code user} (or its
 * number at the backend) as id and n counting from 0, so that a reader can tell a lost, doubled or foreign event.
 */
public final class ChatEvents {
    /** What ends every stream. */
    public static final String DONE = "data: [DONE]\n\n";

    private static final String USAGE = "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}";

    private final String start;
    private final String id;

    public ChatEvents(Exchange exchange) {
        ReceivedRequest request = exchange.request();
        id = request.field("user").orElse(String.valueOf(exchange.number()));
        start = "data: {\"id\":\"chatcmpl-%s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"%s\","
                .formatted(id, modelOf(request));
    }

    static String modelOf(ReceivedRequest request) {
        Optional<String> model = request.field("model");
        return model.orElse("fake");
    }

    /** The event with sequence number {@code n}. */
    public String content(int n) {
        return start + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + id + "#" + n
                + " \"},\"finish_reason\":null}]}\n\n";
    }

    /** The event that says why the answer stops. */
    public String stop() {
        return start + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    }

    /** The event that {@code stream_options.include_usage} adds. */
    public String usage() {
        return start + "\"choices\":[]," + USAGE + "}\n\n";
    }

    /** The same answer where the request does not stream. */
    static String whole(Exchange exchange) {
        ReceivedRequest request = exchange.request();
        return ("{\"id\":\"chatcmpl-%d\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"%s\",\"choices\":"
                        + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello from %s\"},"
                        + "\"finish_reason\":\"stop\"}],%s,\"timings\":{\"predicted_n\":3,\"predicted_ms\":1.5}}")
                .formatted(exchange.number(), modelOf(request), modelOf(request), USAGE);
    }
}
