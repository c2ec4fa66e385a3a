package org.rolemesh.demo;

import java.util.List;

/** What a role of the demo says about a topic: always the same of the same, and always that no model said it. */
record DemoVoice(String role) {
    private static final int TOPIC_LIMIT = 60;

    /** The whole answer, cut into words that carry the space before them. */
    List<String> wordsAbout(String topic) {
        String text =
                switch (role) {
                    case "planner" -> planFor(quoted(topic));
                    default -> sentenceAbout(quoted(topic));
                };
        return List.of(text.split("(?= )"));
    }

    private static String planFor(String topic) {
        return "A plan for " + topic + ": 1. Agree on what done looks like."
                + " 2. Build the smallest part that proves it can work."
                + " 3. Show it to someone and decide what comes next."
                + " (This is RoleMesh's demo planner; no model was asked.)";
    }

    private static String sentenceAbout(String topic) {
        return "Whoever reads about " + topic + " should find the point in the first sentence."
                + " (This is RoleMesh's demo writer; no model was asked.)";
    }

    private static String quoted(String topic) {
        String line = topic.strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) {
            return "nothing in particular";
        }
        if (line.codePointCount(0, line.length()) <= TOPIC_LIMIT) {
            return '"' + line + '"';
        }
        return '"' + line.substring(0, line.offsetByCodePoints(0, TOPIC_LIMIT)).strip() + "...\"";
    }
}
