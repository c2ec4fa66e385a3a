package org.rolemesh.nodes;

import java.util.Locale;
import java.util.Optional;
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

    /** As JSON has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<OfferState> of(String word) {
        return Stream.of(values()).filter(state -> state.word().equals(word)).findFirst();
    }
}
