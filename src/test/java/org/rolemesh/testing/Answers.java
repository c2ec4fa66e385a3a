package org.rolemesh.testing;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Behaviours of a backend that is well, and the ways to combine behaviours. */
public final class Answers {
    private static final int CHAT_EVENTS = 3;

    private Answers() {}

    /** This status and JSON body. */
    public static Behaviour json(int status, String body) {
        return x -> x.answer(status, body, "Content-Type", "application/json");
    }

    /** A short chat answer: streamed if the request says so, with the usage event if it asks for that. */
    public static Behaviour chat() {
        return x -> {
            if (x.request().asksToStream()) {
                Streams.head(x);
                ChatEvents events = new ChatEvents(x);
                for (int n = 0; n < CHAT_EVENTS; n++) {
                    x.chunk(events.content(n));
                }
                Streams.finish(x, events);
            } else {
                x.answer(200, ChatEvents.whole(x), "Content-Type", "application/json");
            }
        };
    }

    /** An OpenAI model list. */
    public static Behaviour models(String... ids) {
        String entries = Arrays.stream(ids)
                .map(id -> "{\"id\":\"" + id + "\",\"object\":\"model\",\"created\":1,\"owned_by\":\"test\"}")
                .collect(Collectors.joining(","));
        return json(200, "{\"object\":\"list\",\"data\":[" + entries + "]}");
    }

    /** An embedding of two numbers. */
    public static Behaviour embeddings() {
        return x -> x.answer(
                200,
                ("{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-0.25]}],"
                                + "\"model\":\"%s\",\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}")
                        .formatted(ChatEvents.modelOf(x.request())),
                "Content-Type",
                "application/json");
    }

    /** Waits for a permit before the first byte, then goes on as {@code then} says. */
    public static Behaviour held(Semaphore permits, Behaviour then) {
        return x -> {
            permits.acquire();
            then.serve(x);
        };
    }

    /** The first request is served by the first behaviour and so on; all after the last by the last. */
    public static Behaviour inTurn(Behaviour... behaviours) {
        List<Behaviour> turns = List.of(behaviours);
        AtomicInteger next = new AtomicInteger();
        return x ->
                turns.get(Math.min(next.getAndIncrement(), turns.size() - 1)).serve(x);
    }
}
