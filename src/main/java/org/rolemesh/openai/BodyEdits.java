package org.rolemesh.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What an alias changes in a request body on its way upstream. Compiled once, applied to every request; thread safe. */
public final class BodyEdits {

    private static final String MODEL = "model";

    private final String model;
    /** The model and the overrides, by their keys. */
    private final Map<String, byte[]> always;

    private final Map<String, byte[]> defaults;
    private final Set<String> strip;

    /**
     * Compiles them.
     *
     * @param model the name the upstream knows the model by; always set
     * @param defaults values, as JSON, for keys that the request does not have
     * @param overrides values, as JSON, that are always set; they win over defaults
     * @param strip keys that are always removed
     */
    public BodyEdits(String model, Map<String, byte[]> defaults, Map<String, byte[]> overrides, Set<String> strip) {
        if (model.isBlank()) {
            throw new IllegalArgumentException("The upstream's model name is empty");
        }
        if (defaults.containsKey(MODEL) || overrides.containsKey(MODEL) || strip.contains(MODEL)) {
            throw new IllegalArgumentException(
                    "'model' is set apart from the other edits; it cannot be a default, an override or stripped");
        }
        for (String key : strip) {
            if (defaults.containsKey(key) || overrides.containsKey(key)) {
                throw new IllegalArgumentException(
                        "'" + key + "' is both set and stripped; to force a value, keep it in overrides alone");
            }
        }
        this.model = model;
        this.always = new LinkedHashMap<>();
        this.always.put(MODEL, quoted(model).getBytes(StandardCharsets.UTF_8));
        this.always.putAll(overrides);
        this.defaults = new LinkedHashMap<>(defaults);
        this.strip = new LinkedHashSet<>(strip);
    }

    /** Edits with their values given as trees, which are encoded here, once. */
    public static BodyEdits of(
            String model, Map<String, JsonNode> defaults, Map<String, JsonNode> overrides, Set<String> strip) {
        return new BodyEdits(model, encoded(defaults), encoded(overrides), strip);
    }

    /** The name the upstream knows the model by. */
    public String model() {
        return model;
    }

    /**
     * The edited body. Members keep their order, and every byte outside the edited ones stays as it is; new members come
     * last: the model, then overrides, then defaults.
     */
    public Splice applyTo(ScannedRequest request) {
        Splice body = new Splice(request.bytes());
        body.keepTo(endOfOpening(request));
        boolean anyKept = editMembers(request, body);
        appendMissing(request, anyKept, body);
        return body.end();
    }

    private boolean editMembers(ScannedRequest request, Splice body) {
        boolean anyKept = false;
        for (RequestMember member : request.members()) {
            if (!anyKept) {
                // Everything before this one was stripped: the comma that parted them goes too.
                body.skipTo(member.keyStart());
            }
            if (strip.contains(member.key())) {
                body.skipTo(member.valueEnd());
                continue;
            }
            byte[] value = always.get(member.key());
            if (value != null) {
                body.keepTo(member.valueStart());
                body.insert(value);
                body.skipTo(member.valueEnd());
            }
            body.keepTo(member.valueEnd());
            anyKept = true;
        }
        return anyKept;
    }

    private void appendMissing(ScannedRequest request, boolean anyBefore, Splice body) {
        boolean any = appendMissing(request, always, Set.of(), anyBefore, body);
        appendMissing(request, defaults, always.keySet(), any, body);
    }

    /** Whether anything stands before what comes next. */
    private static boolean appendMissing(
            ScannedRequest request, Map<String, byte[]> members, Set<String> except, boolean anyBefore, Splice body) {
        boolean any = anyBefore;
        for (Map.Entry<String, byte[]> member : members.entrySet()) {
            String key = member.getKey();
            if (!request.has(key) && !except.contains(key)) {
                body.insert(((any ? "," : "") + quoted(key) + ":").getBytes(StandardCharsets.UTF_8));
                body.insert(member.getValue());
                any = true;
            }
        }
        return any;
    }

    /** The opening brace and the white space after it, or the brace alone in an empty object. */
    private static int endOfOpening(ScannedRequest request) {
        Iterator<RequestMember> members = request.members().iterator();
        return members.hasNext() ? members.next().keyStart() : request.objectStart() + 1;
    }

    private static Map<String, byte[]> encoded(Map<String, JsonNode> values) {
        Map<String, byte[]> encoded = new LinkedHashMap<>();
        values.forEach((key, value) -> encoded.put(key, encoded(value)));
        return encoded;
    }

    private static byte[] encoded(JsonNode value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
