package org.rolemesh.openai;

import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * A number for the beginning of a conversation: the same for each of its turns, and most likely another for another
 * conversation. It stands for what a backend's prompt cache holds after the first turn.
 *
 * <p>It is made of the request's {@code prompt_cache_key} where it sends one, which OpenAI's API has for the same purpose;
 * else of the messages up to the first of the user; else of the beginning of the prompt.
 */
public final class ConversationPrefix {
    private static final int PROMPT_BYTES = 256;

    private ConversationPrefix() {}

    /** The number; empty for requests that no cache helps. */
    public static OptionalLong of(ModelRequest request) {
        ScannedRequest body = request.body();
        RequestMember key = body.member("prompt_cache_key");
        if (key != null && key.kind() == JsonKind.STRING) {
            return OptionalLong.of(checksum(body.bytes(), key.valueStart(), key.valueEnd()));
        }
        return switch (request.api()) {
            case CHAT -> OptionalLong.of(ofMessages(body.bytes(), body.member("messages")));
            case COMPLETIONS -> OptionalLong.of(ofPrompt(body.bytes(), body.member("prompt")));
            case EMBEDDINGS -> OptionalLong.empty();
        };
    }

    private static long ofMessages(byte[] body, RequestMember messages) {
        JsonText json = JsonText.of(body, messages.valueStart(), messages.valueEnd(), RequestScanner.MAX_DEPTH);
        try {
            return checksum(body, messages.valueStart(), endOfFirstTurn(json));
        } catch (JsonFault e) {
            throw new IllegalStateException("a scanned body can be read again", e);
        }
    }

    /** The offset after the first message of the user, or after all of them where there is none. */
    private static int endOfFirstTurn(JsonText messages) throws JsonFault {
        messages.enter();
        while (messages.nextElement()) {
            if (isFromUser(messages)) {
                break;
            }
        }
        return messages.at();
    }

    /** Passes one message. */
    private static boolean isFromUser(JsonText message) throws JsonFault {
        if (message.kind() != JsonKind.OBJECT) {
            message.skip();
            return false;
        }
        boolean fromUser = false;
        message.enter();
        while (message.nextKey()) {
            boolean isRole = message.keyIs("role");
            if (isRole && message.kind() == JsonKind.STRING) {
                fromUser = message.string().equals("user");
            } else {
                message.skip();
            }
        }
        return fromUser;
    }

    private static long ofPrompt(byte[] body, RequestMember prompt) {
        int end = Math.min(prompt.valueEnd(), prompt.valueStart() + PROMPT_BYTES);
        return checksum(body, prompt.valueStart(), end);
    }

    private static long checksum(byte[] bytes, int start, int end) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, start, end - start);
        return checksum.getValue();
    }
}
