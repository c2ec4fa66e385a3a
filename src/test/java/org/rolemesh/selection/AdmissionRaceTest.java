package org.rolemesh.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.nodes.OfferState;

/** A request enters when the catalog has changed and has not said so yet. */
class AdmissionRaceTest {
    private final Fleet fleet = new Fleet(8);
    private final AtomicInteger looks = new AtomicInteger();
    private final Admission admission = new Admission(this::look, System::nanoTime);

    @Test
    void who_enters_while_a_node_comes_overtakes_nobody_who_waits() {
        fleet.put("box-1", OfferState.READY, 1);
        assertThat(enter(new Told()).place()).isNotNull();
        Told early = new Told();
        assertThat(enter(early).waits()).isTrue();

        fleet.put("box-2", OfferState.READY, 1);
        Told late = new Told();

        assertThat(enter(late).waits()).isTrue();
        assertThat(early.places).isEqualTo(1);
        assertThat(late.places).isZero();
    }

    @Test
    void who_enters_while_a_node_comes_takes_what_those_who_wait_leave() {
        fleet.put("box-1", OfferState.READY, 1);
        assertThat(enter(new Told()).place()).isNotNull();
        Told early = new Told();
        assertThat(enter(early).waits()).isTrue();

        fleet.put("box-2", OfferState.READY, 2);

        assertThat(enter(new Told()).place()).isNotNull();
        assertThat(early.places).isEqualTo(1);
    }

    @Test
    void all_that_one_request_brings_about_is_decided_by_one_look_at_the_catalog() {
        fleet.put("box-1", OfferState.READY, 1);
        enter(new Told());
        enter(new Told());
        fleet.put("box-2", OfferState.READY, 2);
        int before = looks.get();

        enter(new Told());

        assertThat(looks).hasValue(before + 1);
    }

    private Entry enter(Waiter waiter) {
        Alias alias = fleet.aliases().get(0);
        return admission.enter(Ask.of(alias, admission.nextTurn(alias), null), waiter);
    }

    private Snapshot look() {
        looks.incrementAndGet();
        return fleet.snapshot();
    }

    private static final class Told implements Waiter {
        private int places;

        @Override
        public void granted(Place place, Decision decision) {
            places++;
        }

        @Override
        public void refused(Decision decision) {
            throw new AssertionError("nobody is refused here");
        }

        @Override
        public void waitsFor(Decision.Outcome reason) {}
    }
}
