package org.rolemesh.config;

import com.fasterxml.jackson.core.JsonPointer;

/** A pointer in the spelling that faults use: {@code models.planner.proxy_urls[1]}. */
final class Dotted {
    private static final int LONGEST_NAME = 64;

    private Dotted() {}

    static String path(JsonPointer value) {
        StringBuilder path = new StringBuilder();
        for (JsonPointer at = value; !at.matches(); at = at.tail()) {
            if (at.mayMatchElement()) {
                path.append('[').append(at.getMatchingIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name(at.getMatchingProperty()));
            }
        }
        return path.isEmpty() ? "the file" : path.toString();
    }

    /** A name from the file, short enough for a message. */
    static String name(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    }
}
