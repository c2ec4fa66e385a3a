package org.rolemesh.e2e;

/** The requests that these tests send. Their prompt is a canary: it may be nowhere but at client and backend. */
final class Chats {
    static final String PATH = "/v1/chat/completions";
    static final String PROMPT = "canary-prompt-7f3a";

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]";

    private Chats() {}

    /** Asks for one JSON document. */
    static String whole(String model) {
        return "{\"model\":\"" + model + "\"," + MESSAGES + "}";
    }

    /** Asks for a stream of events. */
    static String stream(String model) {
        return "{\"model\":\"" + model + "\",\"stream\":true," + MESSAGES + "}";
    }

    static String of(String model, boolean stream) {
        return stream ? stream(model) : whole(model);
    }
}
