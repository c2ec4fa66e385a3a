package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;

/**
 * How an alias looks in answers.
 *
 * @param started when this gateway began; what it lists as {@code created}
 * @param retryAfter when to ask again for what is not there: by then it has been probed once more
 */
public record ModelEntries(Instant started, Duration retryAfter) {
    ObjectNode usable(Alias alias) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", alias.modelName())
                .put("object", "model")
                .put("created", started.getEpochSecond())
                .put("owned_by", "rolemesh");
    }

    ObjectNode unavailable(Alias alias, Availability availability) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", alias.modelName())
                .put("reason", availability.reason())
                .put(
                        "since",
                        availability.since().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("retry_after_s", Math.max(1, retryAfter.toSeconds()));
    }
}
