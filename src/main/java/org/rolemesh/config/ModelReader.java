package org.rolemesh.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads one alias. */
final class ModelReader {
    private final EnvKey env;

    ModelReader(EnvKey env) {
        this.env = env;
    }

    /** The alias, or empty where a fault says why there is none. */
    Optional<ModelConfig> read(String alias, Section model) {
        RequestEdits edits = edits(model);
        Timeouts timeouts = timeouts(model.section("timeouts"));
        QueueConfig queue = queue(model.section("queue"));
        if ("discovered".equals(model.text("type"))) {
            return model.build(() -> new DiscoveredModel(
                    alias,
                    model.text("openai_model_name"),
                    model.choice("strategy", Strategy.class),
                    edits,
                    timeouts,
                    model.whole("max_in_flight"),
                    queue,
                    model.seconds("load_timeout_s"),
                    Optional.ofNullable(model.seconds("keep_alive_s")),
                    model.text("role")));
        }
        List<UpstreamUrl> urls = urls(model);
        Secret key = apiKey(model.section("api_key_env"));
        return model.build(() -> new ProxyModel(
                alias,
                model.text("openai_model_name"),
                model.choice("strategy", Strategy.class),
                edits,
                timeouts,
                model.whole("max_in_flight"),
                queue,
                model.seconds("load_timeout_s"),
                Optional.ofNullable(model.seconds("keep_alive_s")),
                urls,
                key,
                model.choice("probe", Probe.class)));
    }

    private static List<UpstreamUrl> urls(Section model) {
        List<Section> written = new ArrayList<>(model.items("proxy_urls"));
        written.add(model.section("proxy_url"));
        return written.stream()
                .filter(url -> url.text() != null)
                .flatMap(url -> url.build(() -> UpstreamUrl.parse(url.text())).stream())
                .toList();
    }

    private Secret apiKey(Section name) {
        return env.readIfSet(name)
                .flatMap(key -> name.build(() -> new Secret(key)))
                .orElse(null);
    }

    private static RequestEdits edits(Section model) {
        Map<String, JsonNode> defaults = model.values("defaults");
        JsonNode upstreamModel = defaults.remove("model");
        Map<String, JsonNode> overrides = model.values("overrides");
        Set<String> strip = new TreeSet<>(model.texts("strip"));
        if (overrides.containsKey("model")) {
            model.section("overrides").section("model").fault("has no effect; set defaults.model instead");
        }
        for (Section field : model.items("strip")) {
            if ("model".equals(field.text())) {
                field.fault("would remove the model, which every upstream needs; remove this entry");
            } else if (field.text() != null && overrides.containsKey(field.text())) {
                field.fault("removes a field that overrides sets; remove one of the two");
            }
        }
        String name = upstreamModel == null ? null : upstreamModel.textValue();
        return model.build(() -> new RequestEdits(name, defaults, overrides, strip))
                .orElse(RequestEdits.NONE);
    }

    private static Timeouts timeouts(Section timeouts) {
        return timeouts.build(() -> new Timeouts(
                        timeouts.seconds("connect_s"), timeouts.seconds("first_byte_s"), timeouts.seconds("idle_s")))
                .orElse(Timeouts.DEFAULT);
    }

    private static QueueConfig queue(Section queue) {
        return queue.build(() ->
                        new QueueConfig(queue.whole("length").orElse(QueueConfig.LENGTH), queue.seconds("timeout_s")))
                .orElse(QueueConfig.DEFAULT);
    }
}
