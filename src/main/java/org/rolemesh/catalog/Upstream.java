package org.rolemesh.catalog;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.rolemesh.config.Probe;
import org.rolemesh.config.Secret;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.openai.BodyEdits;

/**
 * One backend that may answer for an alias.
 *
 * @param id what it is counted by: two upstreams with the same id are the same backend serving two aliases
 * @param name shown to clients and in logs, so never a URL: the node's id, or a name from the config
 * @param announced by which node and as which role; null for one from the config
 * @param apiKey shown to it as a bearer token; null: none
 * @param wants what its probe must see before it counts as usable
 * @param edits what is changed in a request's body before it gets it
 * @param slots requests that it works on at once, as its node announces it; empty: not known
 * @param limit most requests that it is given at once; empty: any number
 * @param labels of its node; none where the config has it
 */
public record Upstream(
        String id,
        String name,
        Announced announced,
        UpstreamUrl url,
        Secret apiKey,
        Probe wants,
        BodyEdits edits,
        OptionalInt slots,
        OptionalInt limit,
        Set<String> labels) {
    /** What llama-server has where it is told nothing. */
    private static final int USUAL_SLOTS = 4;

    public Upstream {
        labels = Set.copyOf(labels);
    }

    /** Where an upstream comes from that the config does not have. */
    public record Announced(String nodeId, String role) {
        /** What has this id. */
        public static Announced of(String upstreamId) {
            int at = upstreamId.lastIndexOf('@');
            return new Announced(upstreamId.substring(at + 1), upstreamId.substring(0, at));
        }

        /** The id of that upstream. Neither a node's id nor a role has this character, so no two can be the same. */
        public String upstreamId() {
            return role + "@" + nodeId;
        }
    }

    /** Whether what has been seen of {@code other} says something of this one. */
    boolean isSameAs(Upstream other) {
        return other != null
                && url.equals(other.url)
                && wants == other.wants
                && Objects.equals(apiKey, other.apiKey)
                && model().equals(other.model());
    }

    public boolean isOnNode() {
        return announced != null;
    }

    /** How many requests it is taken to work on at once. */
    public int parallel() {
        return slots.isPresent() ? slots.getAsInt() : limit.orElse(USUAL_SLOTS);
    }

    /** The model name it is sent. */
    public String model() {
        return edits.model();
    }
}
