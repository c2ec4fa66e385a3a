package org.rolemesh.beats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.rolemesh.nodes.Offer;

/**
 * What this node has to say of itself at one moment.
 *
 * @param offers one for each role
 * @param inventory its hardware and what runs on it; nobody changes it once it is here
 */
public record NodeReport(List<Offer> offers, ObjectNode inventory) {
    public NodeReport {
        offers = List.copyOf(offers);
        Objects.requireNonNull(inventory, "inventory");
    }
}
