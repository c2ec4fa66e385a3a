package org.rolemesh.slots;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.rolemesh.nodes.Moment;

/**
 * Which roles are wanted, and since when: those that requests wait for, and those that were asked for ahead of time. For
 * one thread at a time.
 */
final class Wishes {
    /** A request says which role it wants a moment before it is seen to wait. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private final Map<String, Long> since = new HashMap<>();
    private final Map<String, Long> asked = new HashMap<>();
    private final Set<String> ahead = new HashSet<>();

    /** A request for the role is about to wait. */
    void asked(String role, Moment now) {
        asked.put(role, now.nanos());
        since.putIfAbsent(role, now.nanos());
    }

    /** The role is to be loaded, whether or not anybody waits. */
    void askedAhead(String role, Moment now) {
        ahead.add(role);
        since.putIfAbsent(role, now.nanos());
    }

    /** The role is loaded, or cannot be. */
    void settled(String role) {
        since.remove(role);
        asked.remove(role);
        ahead.remove(role);
    }

    /** Forgets the roles that nobody wants any more; what is left, the oldest first. */
    Map<String, Long> current(Iterable<String> roles, Predicate<String> isWaitedFor, Moment now) {
        asked.values().removeIf(at -> now.isPast(at, ON_ITS_WAY));
        for (String role : roles) {
            if (isWaitedFor.test(role)) {
                since.putIfAbsent(role, now.nanos());
            } else if (!ahead.contains(role) && !asked.containsKey(role)) {
                since.remove(role);
            }
        }
        return since.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.comparingLong(at -> at - now.nanos())))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }
}
