package org.rolemesh.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads token counts from an answer: OpenAI's {@code usage}, and llama.cpp's {@code timings} for what that leaves out.
 * In {@code timings} the {@code prompt_n} tokens are those evaluated and the {@code cache_n} those reused, so a prompt
 * has as many as both together. Builds no tree; thread safe.
 */
public final class UsageReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /** The counts of a complete answer, possibly none; empty where the answer is not exactly one JSON object. */
    public Optional<TokenUsage> ofAnswer(byte[] answer) {
        return read(answer, 0, answer.length);
    }

    /** The last counts that stand in these events, which may be cut at either end. Never fails. */
    public TokenUsage ofEvents(byte[] events) {
        TokenUsage usage = TokenUsage.NONE;
        int lineStart = 0;
        for (int at = 0; at < events.length; at++) {
            if (EventBoundary.isLineEnd(events[at])) {
                usage = ofLine(events, lineStart, at).orElse(usage);
                lineStart = at + 1;
            }
        }
        return usage;
    }

    private static TokenUsage ofLine(byte[] events, int start, int end) {
        int json = start + "data:".length();
        if (json >= end || !isData(events, start)) {
            return TokenUsage.NONE;
        }
        return read(events, json, end - json).orElse(TokenUsage.NONE);
    }

    private static boolean isData(byte[] events, int at) {
        return events[at] == 'd'
                && events[at + 1] == 'a'
                && events[at + 2] == 't'
                && events[at + 3] == 'a'
                && events[at + 4] == ':';
    }

    private static Optional<TokenUsage> read(byte[] bytes, int offset, int length) {
        try (JsonParser json = JSON.createParser(bytes, offset, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            TokenUsage usage = readAnswer(json);
            return json.nextToken() == null ? Optional.of(usage) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static TokenUsage readAnswer(JsonParser json) throws IOException {
        TokenUsage usage = TokenUsage.NONE;
        TokenUsage timings = TokenUsage.NONE;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            boolean object = json.nextToken() == JsonToken.START_OBJECT;
            if (object && key.equals("usage")) {
                usage = readUsage(json);
            } else if (object && key.equals("timings")) {
                timings = readTimings(json);
            } else {
                json.skipChildren();
            }
        }
        return usage.orElse(timings);
    }

    private static TokenUsage readUsage(JsonParser json) throws IOException {
        long prompt = TokenUsage.NOT_SAID;
        long completion = TokenUsage.NOT_SAID;
        long cached = TokenUsage.NOT_SAID;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "prompt_tokens" -> prompt = count(json);
                case "completion_tokens" -> completion = count(json);
                case "prompt_tokens_details" -> cached = cachedTokens(json);
                default -> json.skipChildren();
            }
        }
        return new TokenUsage(prompt, completion, cached);
    }

    private static long cachedTokens(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return TokenUsage.NOT_SAID;
        }
        long cached = TokenUsage.NOT_SAID;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            if (key.equals("cached_tokens")) {
                cached = count(json);
            } else {
                json.skipChildren();
            }
        }
        return cached;
    }

    private static TokenUsage readTimings(JsonParser json) throws IOException {
        double perSecond = TokenUsage.NOT_SAID;
        long evaluated = TokenUsage.NOT_SAID;
        long generated = TokenUsage.NOT_SAID;
        long cached = TokenUsage.NOT_SAID;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "prompt_n" -> evaluated = count(json);
                case "predicted_n" -> generated = count(json);
                case "cache_n" -> cached = count(json);
                case "predicted_per_second" -> perSecond = speed(json);
                default -> json.skipChildren();
            }
        }
        long prompt = evaluated == TokenUsage.NOT_SAID ? evaluated : evaluated + Math.max(0, cached);
        return new TokenUsage(prompt, generated, cached, perSecond);
    }

    private static double speed(JsonParser json) throws IOException {
        if (json.currentToken().isNumeric()) {
            double value = json.getDoubleValue();
            return value >= 0 && Double.isFinite(value) ? value : TokenUsage.NOT_SAID;
        }
        json.skipChildren();
        return TokenUsage.NOT_SAID;
    }

    /** The number the parser stands on; what is negative, broken or past 2^31 is no count of tokens. */
    private static long count(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == NumberType.INT) {
            int value = json.getIntValue();
            return value < 0 ? TokenUsage.NOT_SAID : value;
        }
        json.skipChildren();
        return TokenUsage.NOT_SAID;
    }
}
