package org.rolemesh.catalog;

import java.time.Duration;
import java.util.List;
import org.rolemesh.config.Timeouts;
import org.rolemesh.openai.BodyEdits;

/**
 * A role that clients can ask for.
 *
 * @param name its key in the config; routes call it by this
 * @param modelName what clients see and send as {@code model}
 * @param edits what is changed in a request's body before an upstream gets it
 */
public record Alias(
        String name,
        String modelName,
        List<Upstream> upstreams,
        BodyEdits edits,
        Timeouts timeouts,
        Duration loadTimeout) {
    public Alias {
        upstreams = List.copyOf(upstreams);
    }
}
