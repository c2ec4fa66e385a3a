package org.rolemesh.access;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.rolemesh.openai.TokenUsage;

/** Writes one line for each request, at debug level for one that is routine and went well: fields only, never a body, a key or a query string. */
public final class AccessLog {
    /** The status noted for a client that left before its answer was complete; nginx's number for it. */
    public static final int CLIENT_LEFT = 499;

    private static final Logger LOG = LogManager.getLogger("org.rolemesh.access");

    private AccessLog() {}

    public static void write(ClientCall call) {
        Level level = call.isRoutine() && call.status() < 400 ? Level.DEBUG : Level.INFO;
        if (LOG.isEnabled(level)) {
            LOG.log(level, fields(call));
        }
    }

    static FieldsMessage fields(ClientCall call) {
        FieldsMessage line = new FieldsMessage("request")
                .field("id", call.requestId())
                .field("method", call.method())
                .field("path", call.path())
                .field("status", call.status());
        withText(line, "key", call.keyName());
        withText(line, "alias", call.alias());
        withText(line, "upstream", call.upstream());
        if (call.attempts() > 1) {
            line.field("attempts", call.attempts());
        }
        withText(line, "error", call.errorCode());
        line.field("bytes", call.bytesOut());
        withMillis(line, "first_byte_ms", call.nanosToFirstByte());
        withMillis(line, "total_ms", call.nanosToEnd());
        withTokens(line, call.usage());
        return line;
    }

    private static void withText(FieldsMessage line, String name, String value) {
        if (value != null) {
            line.field(name, value);
        }
    }

    private static void withMillis(FieldsMessage line, String name, long nanos) {
        if (nanos >= 0) {
            line.field(name, Math.round(nanos / 1e4) / 100.0);
        }
    }

    private static void withTokens(FieldsMessage line, TokenUsage usage) {
        withCount(line, "prompt_tokens", usage.promptTokens());
        withCount(line, "completion_tokens", usage.completionTokens());
        withCount(line, "cached_tokens", usage.cachedTokens());
    }

    private static void withCount(FieldsMessage line, String name, long count) {
        if (count >= 0) {
            line.field(name, count);
        }
    }
}
