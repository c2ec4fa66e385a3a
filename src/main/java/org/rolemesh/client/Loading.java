package org.rolemesh.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** A load that a node has taken on, until the gateway has heard that it is done. */
public final class Loading {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** Until then what a node was last heard to say of the role may be older than the load. */
    private static final Duration NEWS = Duration.ofSeconds(2);

    private final GatewayClient gateway;
    private final String key;
    private final ObjectNode answer;
    private final String nodeId;
    private final String role;
    private State state;

    /**
     * How far it is.
     *
     * @param word {@code ready}, {@code loading}, {@code unloaded} or {@code failed}; {@code gone} where the node is
     * @param detail why, in the node's words; empty where it does not say
     * @param progress 0 to 1; -1 where it is not told
     */
    public record State(String nodeId, String role, String word, String detail, double progress) {}

    /** @param answer what the gateway said to the order */
    public Loading(GatewayClient gateway, String key, JsonNode answer) {
        this.gateway = gateway;
        this.key = key;
        this.answer = answer.deepCopy();
        this.nodeId = answer.at("/nodes/0/node_id").asText();
        this.role = answer.path("role").asText();
        this.state = new State(nodeId, role, answer.at("/nodes/0/state").asText(), "", -1);
    }

    /** Waits until it is loaded, has failed or the time is over; tells how far it is from time to time. */
    public boolean await(Duration timeout, Consumer<State> progress) throws IOException, Refusal, InterruptedException {
        long begun = System.nanoTime();
        boolean isNews = false;
        while (!isReady()) {
            Thread.sleep(LOOK_EVERY.toMillis());
            State heard = look();
            long elapsed = System.nanoTime() - begun;
            isNews = isNews || !isEnd(heard) || elapsed > NEWS.toNanos();
            if (isNews) {
                state = heard;
            }
            progress.accept(state);
            if (isFailed() || elapsed > timeout.toNanos()) {
                break;
            }
        }
        return isReady();
    }

    /** Whether it is known that it will not be loaded. */
    public boolean isFailed() {
        return isEnd(state) && !isReady();
    }

    /** Why it is not loaded, in a sentence. */
    public String failure() {
        String what = role + " on " + nodeId + " is " + state.word();
        return state.detail().isEmpty() ? what : what + ": " + state.detail();
    }

    /** The gateway's answer, with the state of now. */
    public JsonNode answer() {
        ((ObjectNode) answer.at("/nodes/0")).put("state", state.word());
        return answer;
    }

    private boolean isReady() {
        return state.word().equals("ready");
    }

    private static boolean isEnd(State state) {
        return switch (state.word()) {
            case "ready", "failed", "gone" -> true;
            default -> false;
        };
    }

    private State look() throws IOException, Refusal, InterruptedException {
        for (JsonNode node : gateway.get("/v1/nodes", "nodes", key).path("nodes")) {
            if (node.path("node_id").asText().equals(nodeId)) {
                for (JsonNode offered : node.path("roles")) {
                    if (offered.path("role").asText().equals(role)) {
                        return of(offered);
                    }
                }
            }
        }
        return new State(nodeId, role, "gone", "the node no longer offers it", -1);
    }

    private State of(JsonNode offered) {
        return new State(
                nodeId,
                role,
                offered.path("state").asText(),
                offered.path("detail").asText(),
                offered.path("progress").asDouble(-1));
    }
}
