package org.rolemesh.slots;

import java.util.Optional;
import java.util.OptionalLong;
import org.rolemesh.config.Device;

/** How much memory a card has left, as far as its tool tells. */
public interface CardMemory {
    OptionalLong freeMib(Device card);

    /** Why a card cannot be used at all; empty where nothing is known against it. */
    Optional<String> fault(Device card);
}
