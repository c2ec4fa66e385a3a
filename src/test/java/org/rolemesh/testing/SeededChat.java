package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chat of which every byte follows from its seed: a backend and a client, each in a program of its own, know what the
 * other has to be sent. The seed travels as the request's {@code user}. Needs the JDK alone.
 *
 * @param prompt as it stands in the JSON of the request
 * @param events of the answer as a stream, each with its blank line
 * @param whole the answer where it is no stream
 */
public record SeededChat(long seed, String prompt, List<String> events, String whole) {
    private static final Pattern USER = Pattern.compile("\"user\":\"seeded-(\\d+)\"");
    /** Seeds that follow one another begin alike in {@link Random}; multiplied by this they do not. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final String DONE = "data: [DONE]\n\n";
    private static final int FEW = 24;
    private static final int LARGE = 40_000;
    /** Escapes, characters of two, three and four bytes, and what looks like the end of something. */
    private static final List<String> WORDS = List.of(
            "word ", "a", "né", "漢字", "😀", "\\n\\n", "\\\"", "\\u00e9", "data: ", "[DONE]", "\\\\", "{}", " ",
            "0\\r\\n");

    public static SeededChat of(long seed) {
        Random random = new Random(seed * SPREAD);
        String prompt = text(random, random.nextInt(50) == 0 ? LARGE : 10 + random.nextInt(400));
        List<String> events = new ArrayList<>();
        int count = 1 + random.nextInt(FEW);
        for (int n = 0; n < count; n++) {
            String content = text(random, random.nextInt(200) == 0 ? LARGE : 1 + random.nextInt(30));
            events.add("data: " + chunk(seed, "{\"content\":\"" + content + "\"}", "null", "") + "\n\n");
        }
        String usage = ",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":" + count + ",\"total_tokens\":"
                + (count + 7) + "}";
        events.add("data: " + chunk(seed, "{}", "\"stop\"", usage) + "\n\n");
        events.add(DONE);
        String content = text(random, random.nextInt(50) == 0 ? LARGE : 200);
        String whole =
                "{\"id\":\"chatcmpl-" + seed + "\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"seeded\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + content
                        + "\"},\"finish_reason\":\"stop\"}]" + usage + "}";
        return new SeededChat(seed, prompt, List.copyOf(events), whole);
    }

    /** The chat that a request asks for; empty where it is none of these, or its prompt is not what was sent. */
    public static Optional<SeededChat> askedBy(String body) {
        return seedIn(body).map(SeededChat::of).filter(chat -> body.contains("\"" + chat.prompt + "\""));
    }

    /** The seed that a request names, whether or not the rest of it is right. */
    public static Optional<Long> seedIn(String body) {
        Matcher user = USER.matcher(body);
        return user.find() ? Optional.of(Long.valueOf(user.group(1))) : Optional.empty();
    }

    /** The body of its request. */
    public String request(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"user\":\"seeded-" + seed + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    /** The body of its answer. */
    public byte[] answer(boolean stream) {
        return (stream ? String.join("", events) : whole).getBytes(UTF_8);
    }

    private static String chunk(long seed, String delta, String finish, String more) {
        return "{\"id\":\"chatcmpl-" + seed
                + "\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"seeded\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]" + more + "}";
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }
}
