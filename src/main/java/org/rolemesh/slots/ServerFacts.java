package org.rolemesh.slots;

import java.util.OptionalInt;

/**
 * What a llama-server says of itself once it has loaded its model.
 *
 * @param contextLength tokens that one request may have
 * @param parallel requests that it works on at once
 */
public record ServerFacts(OptionalInt contextLength, OptionalInt parallel) {
    static final ServerFacts NONE = new ServerFacts(OptionalInt.empty(), OptionalInt.empty());
}
