package org.rolemesh.nodes;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How far a node is with a role that it offers. In JSON these are in lower case. */
public enum OfferState {
    /** It answers at once. */
    READY,
    /** Its model is on its way into memory. */
    LOADING,
    /** Its model is not in memory; the backend loads it when a request comes. */
    UNLOADED,
    /** It cannot answer until somebody mends it. */
    FAILED;

    private static final Map<String, OfferState> BY_WORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(OfferState::word, state -> state));

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As JSON has it. */
    public String word() {
        return word;
    }

    static Optional<OfferState> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
