package org.rolemesh.gateway;

import java.util.List;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.nodes.Offer;
import org.rolemesh.selection.Admission;

/**
 * Passes on how busy a node says that its backends are, which they may be with the work of others too. Where it no longer
 * says so, what it said before is taken back.
 */
final class ReportedSlots {
    private ReportedSlots() {}

    static void pass(String nodeId, List<Offer> offers, Admission admission) {
        for (Offer offer : offers) {
            String upstreamId = new Upstream.Announced(nodeId, offer.role()).upstreamId();
            admission.reported(upstreamId, offer.slotsBusy().orElse(0));
        }
    }
}
