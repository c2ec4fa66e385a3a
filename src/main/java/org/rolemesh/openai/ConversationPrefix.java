package org.rolemesh.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        if (key != null && key.kind() == JsonToken.VALUE_STRING) {
            return OptionalLong.of(checksum(body.bytes(), key.valueStart(), key.valueEnd()));
        }
        return switch (request.api()) {
            case CHAT -> OptionalLong.of(ofMessages(body.bytes(), body.member("messages")));
            case COMPLETIONS -> OptionalLong.of(ofPrompt(body.bytes(), body.member("prompt")));
            case EMBEDDINGS -> OptionalLong.empty();
        };
    }

    private static long ofMessages(byte[] body, RequestMember messages) {
        int length = messages.valueEnd() - messages.valueStart();
        try (JsonParser json = RequestScanner.STRICT_JSON.createParser(body, messages.valueStart(), length)) {
            return checksum(body, messages.valueStart(), messages.valueStart() + endOfFirstTurn(json, length));
        } catch (IOException e) {
            throw new UncheckedIOException("a scanned body can be read again", e);
        }
    }

    /** The offset after the first message of the user, or {@code whole} where there is none. */
    private static int endOfFirstTurn(JsonParser messages, int whole) throws IOException {
        messages.nextToken();
        while (messages.nextToken() != JsonToken.END_ARRAY) {
            if (isFromUser(messages)) {
                // The end of the message has just been read: it begins where its closing brace is.
                return (int) messages.currentTokenLocation().getByteOffset() + 1;
            }
        }
        return whole;
    }

    /** Reads one message to its end. */
    private static boolean isFromUser(JsonParser message) throws IOException {
        boolean fromUser = false;
        if (message.currentToken() == JsonToken.START_OBJECT) {
            while (message.nextToken() != JsonToken.END_OBJECT) {
                boolean isRole = message.currentName().equals("role");
                JsonToken value = message.nextToken();
                fromUser |= isRole
                        && value == JsonToken.VALUE_STRING
                        && message.getText().equals("user");
                message.skipChildren();
            }
        } else {
            message.skipChildren();
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
