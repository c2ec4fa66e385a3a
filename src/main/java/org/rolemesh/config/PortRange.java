package org.rolemesh.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports from the first to the last, both included. */
public record PortRange(int first, int last) {
    public static final PortRange DEFAULT = new PortRange(8100, 8199);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    public PortRange {
        if (first < 1 || last > 65535 || first > last) {
            throw new IllegalArgumentException(
                    "a port range goes from a lower to a higher port, both 1 to 65535, as in 8100-8199");
        }
    }

    /** Reads {@code 8100-8199}, or throws {@link IllegalArgumentException} where the text is no range. */
    public static PortRange parse(String text) {
        Matcher range = TEXT.matcher(text);
        return range.matches()
                ? new PortRange(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
                : new PortRange(0, 0);
    }

    public int size() {
        return last - first + 1;
    }

    public boolean contains(int port) {
        return first <= port && port <= last;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
