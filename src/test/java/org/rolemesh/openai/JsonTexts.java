package org.rolemesh.openai;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random JSON as people and programs spell it: any white space, any escapes, any number format, any nesting. */
final class JsonTexts {

    /** Keys that the gateway knows come up often enough to be hit. */
    private static final List<String> KNOWN_KEYS =
            List.of("model", "stream", "messages", "temperature", "seed", "stop", "stream_options", "user");

    private static final List<String> SCALARS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "7",
            "-12",
            "1e5",
            "1E+5",
            "-1.25e-3",
            "0.1",
            "12345678901234567890123");
    private static final List<String> CHARACTERS =
            List.of("a", "Z", " ", "9", ",", "{", "}", "[", "]", ":", "é", "日", "😀", "\"", "\\", "\n", "\t", "/");
    private static final List<String> SPACES = List.of("", "", "", "", " ", "\n", "\r\n", "\t", "  \n ");
    private static final int MAX_DEPTH = 4;

    private final Random random;

    private JsonTexts(Random random) {
        this.random = random;
    }

    /** Whole request bodies: one object, whose model is a string and whose stream a boolean where it has them. */
    static Arbitrary<String> bodies() {
        return Arbitraries.randomValue(random -> new JsonTexts(random).body());
    }

    private String body() {
        return space() + object(0) + space();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth < MAX_DEPTH ? 6 : 3)) {
            case 0 -> pick(SCALARS);
            case 1, 2 -> string(text());
            case 3 -> array(depth);
            default -> object(depth);
        };
    }

    private String array(int depth) {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(space() + value(depth + 1) + space());
        }
        return "[" + (items.isEmpty() ? space() : String.join(",", items)) + "]";
    }

    private String object(int depth) {
        List<String> members = new ArrayList<>();
        for (String key : keys()) {
            members.add(space() + string(key) + space() + ":" + space() + valueOf(key, depth) + space());
        }
        return "{" + (members.isEmpty() ? space() : String.join(",", members)) + "}";
    }

    private String valueOf(String key, int depth) {
        if (depth == 0 && key.equals("model")) {
            return string("m" + random.nextInt(3));
        }
        if (depth == 0 && key.equals("stream")) {
            return pick(List.of("true", "false", "null"));
        }
        return value(depth + 1);
    }

    private Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            keys.add(random.nextInt(4) == 0 ? text() : pick(KNOWN_KEYS));
        }
        return keys;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(pick(CHARACTERS));
        }
        return text.toString();
    }

    private String string(String text) {
        StringBuilder spelled = new StringBuilder("\"");
        boolean escapesMuch = random.nextInt(4) == 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean mustEscape = c == '"' || c == '\\' || c < ' ';
            if (mustEscape || (escapesMuch && random.nextBoolean())) {
                spelled.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
            } else {
                spelled.append(c);
            }
        }
        return loneSurrogatesEscaped(spelled.append('"'));
    }

    /** Where one half of a pair was escaped and the other was not, the other is escaped too: UTF-8 cannot hold it. */
    private static String loneSurrogatesEscaped(CharSequence spelled) {
        StringBuilder whole = new StringBuilder();
        spelled.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                whole.append(String.format("\\u%04x", c));
            } else {
                whole.appendCodePoint(c);
            }
        });
        return whole.toString();
    }

    private String space() {
        return pick(SPACES);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
