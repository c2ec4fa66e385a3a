package org.rolemesh.agent;

import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.selection.Admission;
import org.rolemesh.slots.Usage;

/** What clients want of the slots, by the places that they hold and wait for. */
public final class AdmissionUsage implements Usage {
    private final Catalog catalog;
    private final Admission admission;

    public AdmissionUsage(Catalog catalog, Admission admission) {
        this.catalog = catalog;
        this.admission = admission;
    }

    @Override
    public int inFlight(String role, String slot) {
        return admission.inFlight(new Upstream.Announced(slot, role).upstreamId());
    }

    @Override
    public int waiting(String role) {
        return catalog.snapshot().alias(role).map(admission::waitingForLoad).orElse(0);
    }
}
