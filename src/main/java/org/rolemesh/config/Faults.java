package org.rolemesh.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The faults found in one file so far, and where in the file each value stands. For one thread. */
final class Faults {
    private final String file;
    private final Map<JsonPointer, Position> positions = new HashMap<>();
    private final Set<JsonPointer> faulted = new HashSet<>();
    private final Set<Fault> found = new LinkedHashSet<>();

    Faults(String file) {
        this.file = file;
    }

    /** Notes where the value at a pointer stands: at its key, or at itself in a list. */
    void place(JsonPointer value, Position position) {
        positions.put(value, position);
    }

    /** The position of a value, or of the nearest one around it that is in the file. */
    Position positionOf(JsonPointer value) {
        for (JsonPointer at = value; at != null; at = at.head()) {
            Position position = positions.get(at);
            if (position != null) {
                return position;
            }
        }
        return Position.START;
    }

    void at(Position position, String what) {
        found.add(new Fault(file, position.line(), position.column(), what));
    }

    void at(JsonPointer value, String what) {
        faulted.add(value);
        at(positionOf(value), what);
    }

    /** Whether this very value has been found faulty. */
    boolean has(JsonPointer value) {
        return faulted.contains(value);
    }

    /** Whether the value, or anything in it, has been found faulty. */
    boolean within(JsonPointer value) {
        String inside = value + "/";
        return faulted.stream().anyMatch(at -> at.equals(value) || at.toString().startsWith(inside));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Fault> inFileOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                .toList();
    }
}
