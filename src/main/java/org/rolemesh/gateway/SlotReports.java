package org.rolemesh.gateway;

import java.util.List;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.nodes.Offer;
import org.rolemesh.selection.Admission;

/** Hands on to the selection how many slots a node has found in use. */
public final class SlotReports {
    private final Admission admission;

    public SlotReports(Admission admission) {
        this.admission = admission;
    }

    void take(String nodeId, List<Offer> offers) {
        for (Offer offer : offers) {
            offer.slotsBusy()
                    .ifPresent(busy ->
                            admission.reported(new Upstream.Announced(nodeId, offer.role()).upstreamId(), busy));
        }
    }
}
