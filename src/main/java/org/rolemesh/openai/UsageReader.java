package org.rolemesh.openai;

import java.util.Optional;

/**
 * Reads token counts from an answer: OpenAI's {@code usage}, and llama.cpp's {@code timings} for what that leaves out.
 * In {@code timings} the {@code prompt_n} tokens are those evaluated and the {@code cache_n} those reused, so a prompt
 * has as many as both together. Builds no tree; thread safe.
 */
public final class UsageReader {

    /** An answer has a few; each takes some of the stack. */
    private static final int MAX_DEPTH = 500;

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
        return read(events, json, end).orElse(TokenUsage.NONE);
    }

    private static boolean isData(byte[] events, int at) {
        return events[at] == 'd'
                && events[at + 1] == 'a'
                && events[at + 2] == 't'
                && events[at + 3] == 'a'
                && events[at + 4] == ':';
    }

    private static Optional<TokenUsage> read(byte[] bytes, int from, int to) {
        if (!StrictUtf8.isValid(bytes, from, to)) {
            return Optional.empty();
        }
        JsonText json = JsonText.of(bytes, from, to, MAX_DEPTH);
        try {
            if (json.kind() != JsonKind.OBJECT) {
                return Optional.empty();
            }
            TokenUsage usage = readAnswer(json);
            return json.isOver() ? Optional.of(usage) : Optional.empty();
        } catch (JsonFault e) {
            return Optional.empty();
        }
    }

    private static TokenUsage readAnswer(JsonText json) throws JsonFault {
        TokenUsage usage = TokenUsage.NONE;
        TokenUsage timings = TokenUsage.NONE;
        json.enter();
        while (json.nextKey()) {
            boolean object = json.kind() == JsonKind.OBJECT;
            if (object && json.keyIs("usage")) {
                usage = readUsage(json);
            } else if (object && json.keyIs("timings")) {
                timings = readTimings(json);
            } else {
                json.skip();
            }
        }
        return usage.orElse(timings);
    }

    private static TokenUsage readUsage(JsonText json) throws JsonFault {
        long prompt = TokenUsage.NOT_SAID;
        long completion = TokenUsage.NOT_SAID;
        long cached = TokenUsage.NOT_SAID;
        json.enter();
        while (json.nextKey()) {
            if (json.keyIs("prompt_tokens")) {
                prompt = count(json);
            } else if (json.keyIs("completion_tokens")) {
                completion = count(json);
            } else if (json.keyIs("prompt_tokens_details") && json.kind() == JsonKind.OBJECT) {
                cached = cachedTokens(json);
            } else {
                json.skip();
            }
        }
        return new TokenUsage(prompt, completion, cached);
    }

    private static long cachedTokens(JsonText json) throws JsonFault {
        long cached = TokenUsage.NOT_SAID;
        json.enter();
        while (json.nextKey()) {
            if (json.keyIs("cached_tokens")) {
                cached = count(json);
            } else {
                json.skip();
            }
        }
        return cached;
    }

    private static TokenUsage readTimings(JsonText json) throws JsonFault {
        double perSecond = TokenUsage.NOT_SAID;
        long evaluated = TokenUsage.NOT_SAID;
        long generated = TokenUsage.NOT_SAID;
        long cached = TokenUsage.NOT_SAID;
        json.enter();
        while (json.nextKey()) {
            if (json.keyIs("prompt_n")) {
                evaluated = count(json);
            } else if (json.keyIs("predicted_n")) {
                generated = count(json);
            } else if (json.keyIs("cache_n")) {
                cached = count(json);
            } else if (json.keyIs("predicted_per_second")) {
                perSecond = speed(json);
            } else {
                json.skip();
            }
        }
        long prompt = evaluated == TokenUsage.NOT_SAID ? evaluated : evaluated + Math.max(0, cached);
        return new TokenUsage(prompt, generated, cached, perSecond);
    }

    private static double speed(JsonText json) throws JsonFault {
        if (json.kind() != JsonKind.NUMBER) {
            json.skip();
            return TokenUsage.NOT_SAID;
        }
        double value = json.number();
        return value >= 0 && Double.isFinite(value) ? value : TokenUsage.NOT_SAID;
    }

    /** What is negative, broken or past 2^31 is no count of tokens. */
    private static long count(JsonText json) throws JsonFault {
        if (json.kind() != JsonKind.NUMBER) {
            json.skip();
            return TokenUsage.NOT_SAID;
        }
        return json.count(TokenUsage.NOT_SAID);
    }
}
