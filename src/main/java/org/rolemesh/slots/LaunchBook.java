package org.rolemesh.slots;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.rolemesh.config.Secret;
import org.rolemesh.process.ProcessMark;

/** The launches whose processes run, as they are written down for the next agent. Immutable. */
public record LaunchBook(Map<String, Entry> entries) {
    public static final LaunchBook EMPTY = new LaunchBook(Map.of());

    private static final String LAUNCHES = "launches";

    /** A launch and the process that came of it. */
    public record Entry(Launch launch, ProcessMark process) {}

    public LaunchBook {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The processes that a board has. One that was told to end is not for the next agent to keep. */
    public static LaunchBook of(Board board) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Slot slot : board.all()) {
            if (slot.run() != null && slot.run().process() != null && slot.phase() != Phase.STOPPING) {
                entries.put(
                        slot.run().id(),
                        new Entry(slot.run().launch(), slot.run().process()));
            }
        }
        return new LaunchBook(entries);
    }

    public ObjectNode write() {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        ArrayNode launches = state.putArray(LAUNCHES);
        entries.values().forEach(entry -> launches.add(write(entry)));
        return state;
    }

    /** What {@link #write} has written; an entry that is not whole is left out. */
    public static LaunchBook read(JsonNode state) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (JsonNode json : state.path(LAUNCHES)) {
            whole(json).ifPresent(entry -> entries.put(entry.launch().id(), entry));
        }
        return new LaunchBook(entries);
    }

    private static ObjectNode write(Entry entry) {
        Launch launch = entry.launch();
        ServerSpec spec = launch.spec();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", launch.id())
                .put("slot", launch.slot())
                .put("role", launch.role())
                .put("pid", entry.process().pid())
                .put("started", entry.process().started())
                .put("port", launch.port())
                .put("api_key", launch.key().reveal())
                .put("key_file", launch.keyFile().toString());
        putTexts(json.putArray("command"), launch.command());
        ObjectNode wanted = json.putObject("spec")
                .put("program", spec.program())
                .put("models_dir", spec.modelsDir())
                .put("model", spec.model())
                .put("device", spec.device())
                .put("parallel", spec.parallel());
        spec.contextSize().ifPresent(tokens -> wanted.put("n_ctx", tokens));
        putTexts(wanted.putArray("args"), spec.arguments());
        return json;
    }

    private static Optional<Entry> whole(JsonNode json) {
        try {
            return json.path("pid").canConvertToLong() ? Optional.of(readEntry(json)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Entry readEntry(JsonNode json) {
        JsonNode wanted = json.path("spec");
        ServerSpec spec = new ServerSpec(
                wanted.path("program").asText(),
                wanted.path("models_dir").asText(),
                wanted.path("model").asText(),
                wanted.path("device").asText(),
                wanted.has("n_ctx") ? OptionalInt.of(wanted.path("n_ctx").asInt()) : OptionalInt.empty(),
                wanted.path("parallel").asInt(),
                texts(wanted.path("args")));
        Launch launch = new Launch(
                json.path("id").asText(),
                json.path("slot").asText(),
                json.path("role").asText(),
                spec,
                json.path("port").asInt(),
                new Secret(json.path("api_key").asText()),
                Path.of(json.path("key_file").asText()),
                texts(json.path("command")));
        return new Entry(
                launch,
                new ProcessMark(json.path("pid").asLong(), json.path("started").asText()));
    }

    private static void putTexts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
