package org.rolemesh.gpu;

import java.util.Optional;

/** What a tool says instead of an answer, as one short line for a log or an inventory. */
public final class Complaint {
    private static final int MAX_CHARS = 240;

    private Complaint() {}

    /** Empty where the text is blank. */
    public static Optional<String> in(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Z}\\s]+", " ").strip();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "...");
    }
}
