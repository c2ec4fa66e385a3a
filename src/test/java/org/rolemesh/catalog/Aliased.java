package org.rolemesh.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.rolemesh.config.Probe;
import org.rolemesh.config.Timeouts;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.openai.BodyEdits;

/** Makes aliases for tests. */
final class Aliased {
    private Aliased() {}

    static Alias alias(String name, int upstreams) {
        List<Upstream> made = IntStream.rangeClosed(1, upstreams)
                .mapToObj(i -> upstream(name + "-" + i))
                .toList();
        return new Alias(
                name,
                name,
                made,
                BodyEdits.of(name, Map.of(), Map.of(), Set.of()),
                Timeouts.DEFAULT,
                Duration.ofSeconds(1));
    }

    static Upstream upstream(String id) {
        return new Upstream(id, UpstreamUrl.parse("http://127.0.0.1:1"), "m", null, Probe.REACHABLE);
    }
}
