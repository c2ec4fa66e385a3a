package org.rolemesh.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads requests as strictly as RFC 9112 lets one, written for this test alone: what the gateway takes for a request must
 * be one here too. Stops at the first that is none, or is not whole.
 */
final class StrictRequests {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") (/[!-~]*) (HTTP/1\\.[01])");
    private static final Pattern HEADER = Pattern.compile("(" + TOKEN + "):[ \\t]*([\\t -~\\x80-\\xff]*?)[ \\t]*");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]%-]+");
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,7})(?:[ \\t]*;[\\t -~\\x80-\\xff]*)?");
    private static final Set<String> TO_MODELS = Set.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings");

    private final String text;
    private final List<Request> whole = new ArrayList<>();
    private int heads;
    private int at;

    private StrictRequests(byte[] bytes) {
        this.text = new String(bytes, ISO_8859_1);
    }

    /** A well-formed request, of which there may be as many as one for an upstream. */
    record Request(String method, String target) {
        boolean isForModel() {
            return method.equals("POST") && TO_MODELS.contains(target.split("\\?", 2)[0]);
        }
    }

    static StrictRequests in(byte[] bytes) {
        StrictRequests reader = new StrictRequests(bytes);
        for (Optional<Request> next = reader.next(); next.isPresent(); next = reader.next()) {
            reader.whole.add(next.get());
        }
        return reader;
    }

    /** Those whose body, too, is well-formed and all there. */
    int whole() {
        return whole.size();
    }

    /** Well-formed heads: some requests are answered without a look at their body. */
    int heads() {
        return heads;
    }

    /** How many of those that are whole a model may be asked for. */
    int forModels() {
        return (int) whole.stream().filter(Request::isForModel).count();
    }

    private Optional<Request> next() {
        while (text.startsWith("\r\n", at)) {
            at += 2;
        }
        Matcher first = REQUEST_LINE.matcher(line().orElse(""));
        if (!first.matches()) {
            return Optional.empty();
        }
        return headers()
                .filter(StrictRequests::hasOneHost)
                .filter(headers -> isFramedOnce(headers) && passBody(headers, first.group(3)))
                .map(headers -> new Request(first.group(1), first.group(2)));
    }

    private static boolean hasOneHost(List<Map.Entry<String, String>> headers) {
        List<String> hosts = values(headers, "Host");
        return hosts.size() == 1 && HOST.matcher(hosts.get(0)).matches();
    }

    private boolean isFramedOnce(List<Map.Entry<String, String>> headers) {
        List<String> lengths = values(headers, "Content-Length");
        List<String> codings = values(headers, "Transfer-Encoding");
        boolean once = lengths.size() + codings.size() <= 1
                && lengths.stream().allMatch(length -> length.matches("[0-9]{1,8}"))
                && codings.stream().allMatch("chunked"::equalsIgnoreCase);
        heads += once ? 1 : 0;
        return once;
    }

    private boolean passBody(List<Map.Entry<String, String>> headers, String version) {
        List<String> lengths = values(headers, "Content-Length");
        List<String> codings = values(headers, "Transfer-Encoding");
        if (!lengths.isEmpty()) {
            return skip(Integer.parseInt(lengths.get(0)));
        }
        return codings.isEmpty() || (version.equals("HTTP/1.1") && passChunks());
    }

    private boolean passChunks() {
        while (true) {
            Matcher size = CHUNK_SIZE.matcher(line().orElse(""));
            if (!size.matches()) {
                return false;
            }
            int length = Integer.parseInt(size.group(1), 16);
            if (length == 0) {
                return headers().isPresent();
            }
            if (!skip(length) || !line().filter(String::isEmpty).isPresent()) {
                return false;
            }
        }
    }

    /** Header lines up to and with the empty one. */
    private Optional<List<Map.Entry<String, String>>> headers() {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            if (line.get().isEmpty()) {
                return Optional.of(all);
            }
            Matcher header = HEADER.matcher(line.get());
            if (!header.matches()) {
                return Optional.empty();
            }
            all.add(Map.entry(header.group(1), header.group(2)));
        }
        return Optional.empty();
    }

    private static List<String> values(List<Map.Entry<String, String>> headers, String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    private boolean skip(int count) {
        at += count;
        return at <= text.length();
    }

    private Optional<String> line() {
        int end = at > text.length() ? -1 : text.indexOf("\r\n", at);
        if (end < 0) {
            return Optional.empty();
        }
        String line = text.substring(at, end);
        at = end + 2;
        return Optional.of(line);
    }
}
