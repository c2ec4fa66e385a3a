package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request as {@link FaultBackend} read it from the wire; the body is without its chunked framing. */
public final class ReceivedRequest {
    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");
    private static final Pattern USAGE = Pattern.compile("\"include_usage\"\\s*:\\s*true");

    private final String method;
    private final String target;
    private final List<Map.Entry<String, String>> headers;
    private final byte[] head;
    private final byte[] body;

    ReceivedRequest(String method, String target, List<Map.Entry<String, String>> headers, byte[] head, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = List.copyOf(headers);
        this.head = head;
        this.body = body;
    }

    public String method() {
        return method;
    }

    /** The request target as sent, with its query. */
    public String target() {
        return target;
    }

    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** All header lines in the order received, names as spelled. */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** The values of every line with this name, whatever its case. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The value of the first line with this name, whatever its case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** Request line and headers as they came, up to and with the empty line. */
    public byte[] head() {
        return head.clone();
    }

    /** {@link #head()} as text. */
    public String headText() {
        return new String(head, ISO_8859_1);
    }

    public byte[] body() {
        return body.clone();
    }

    /** {@link #body()} as UTF-8 text. */
    public String bodyText() {
        return new String(body, UTF_8);
    }

    /** Whether the body holds {@code "stream": true} anywhere. */
    public boolean asksToStream() {
        return STREAM.matcher(bodyText()).find();
    }

    /** Whether the body holds {@code "include_usage": true} anywhere. */
    public boolean asksForUsage() {
        return USAGE.matcher(bodyText()).find();
    }

    /** The first string value in the body under this key, at any depth; escapes are left as they are. */
    public Optional<String> field(String key) {
        Matcher value = Pattern.compile("\"" + Pattern.quote(key) + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"")
                .matcher(bodyText());
        return value.find() ? Optional.of(value.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return method + " " + target + " (" + body.length + " bytes)";
    }
}
