package org.rolemesh.slots;

import java.util.OptionalLong;
import org.rolemesh.config.Device;

/** How much memory a card has left, as far as its tool tells. */
public interface CardMemory {
    OptionalLong freeMib(Device card);
}
