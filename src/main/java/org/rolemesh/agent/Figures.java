package org.rolemesh.agent;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was last seen of how busy each slot is and how fast. Thread safe.
 */
public final class Figures {
    private final Map<String, OptionalInt> busy = new ConcurrentHashMap<>();
    private final Map<String, OptionalInt> deferred = new ConcurrentHashMap<>();
    private final Map<String, OptionalDouble> speed = new ConcurrentHashMap<>();

    /** Requests that the process of a slot works on. */
    public OptionalInt busy(String slot) {
        return busy.getOrDefault(slot, OptionalInt.empty());
    }

    /** Requests that wait inside it. */
    public OptionalInt deferred(String slot) {
        return deferred.getOrDefault(slot, OptionalInt.empty());
    }

    /** Tokens per second of the last answer that told. */
    public OptionalDouble tokensPerSecond(String slot) {
        return speed.getOrDefault(slot, OptionalDouble.empty());
    }

    void noteBusy(String slot, OptionalInt processing) {
        busy.put(slot, processing);
    }

    void noteDeferred(String slot, OptionalInt waiting) {
        deferred.put(slot, waiting);
    }

    void noteSpeed(String slot, double perSecond) {
        speed.put(slot, OptionalDouble.of(perSecond));
    }

    /** Another process has the slot. */
    void forget(String slot) {
        busy.remove(slot);
        deferred.remove(slot);
        speed.remove(slot);
    }
}
