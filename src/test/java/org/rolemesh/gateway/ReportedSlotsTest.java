package org.rolemesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Rosters;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;
import org.rolemesh.selection.Admission;

class ReportedSlotsTest {
    private final Admission admission =
            Admission.of(new Catalog(Rosters.of("models: {}"), new Thresholds(1, 2), Moment::now));
    private final String upstreamId = new Upstream.Announced("box", "coder").upstreamId();

    @Test
    void who_no_longer_says_how_busy_it_is_is_not_held_for_as_busy_as_it_was() {
        ReportedSlots.pass("box", List.of(busy(4)), admission);
        assertThat(admission.elsewhere(upstreamId)).isEqualTo(4);

        ReportedSlots.pass("box", List.of(Offer.named("coder")), admission);

        assertThat(admission.elsewhere(upstreamId)).isZero();
    }

    private static Offer busy(int slots) {
        return new Offer(
                "coder",
                null,
                null,
                OfferState.READY,
                null,
                OptionalInt.of(8),
                OptionalInt.of(slots),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                null);
    }
}
