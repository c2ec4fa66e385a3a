package org.rolemesh.catalog;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.ConfigLoader;

/** Makes rosters for tests, by the config that an owner would write. */
public final class Rosters {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private Rosters() {}

    /** The role {@code planner}, answered by so many upstreams of the config. */
    public static Roster ofProxy(int upstreams) {
        String urls = IntStream.rangeClosed(1, upstreams)
                .mapToObj(i -> "\"http://127.0.0.1:" + i + "\"")
                .collect(Collectors.joining(","));
        return of("models: {planner: {type: proxy, proxy_urls: [" + urls + "]}}");
    }

    /** A config without its {@code version}. */
    public static Roster of(String yaml) {
        try {
            return new Roster(new ConfigLoader(Map.of()).parse("test.yaml", "version: 1\n" + yaml), SINCE);
        } catch (ConfigInvalid e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
