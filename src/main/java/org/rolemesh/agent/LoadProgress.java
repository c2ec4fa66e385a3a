package org.rolemesh.agent;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How far llama-server is with its model, as far as its log tells: llama.cpp's loader prints a dot for each hundredth, on
 * one line. Versions that keep these to themselves tell nothing.
 */
final class LoadProgress {
    private static final int ALL = 100;
    private static final int FEWEST = 4;

    private LoadProgress() {}

    /** @param lines the last of the log, the newest last, whether or not it has ended */
    static OptionalDouble in(List<String> lines) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            int dots = dotsAtEnd(lines.get(at));
            if (dots >= FEWEST) {
                return OptionalDouble.of((double) Math.min(dots, ALL) / ALL);
            }
        }
        return OptionalDouble.empty();
    }

    /** An ellipsis, which other lines end with, has three. */
    private static int dotsAtEnd(String line) {
        int dots = 0;
        while (dots < line.length() && line.charAt(line.length() - 1 - dots) == '.') {
            dots++;
        }
        return dots;
    }
}
