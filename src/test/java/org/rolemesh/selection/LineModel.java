package org.rolemesh.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.selection.Decision.Outcome;

/** The requests that have entered an admission, with what must be true of them, found out without its code. */
final class LineModel {
    private final Admission admission;
    private final List<Request> waiting = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> inFlight = new HashMap<>();
    private int givenMeanwhile;

    LineModel(Admission admission) {
        this.admission = admission;
    }

    /** @param failedAt ids of upstreams that have failed the request before */
    Outcome enter(Alias alias, Set<String> failedAt, boolean waitsForLoads) {
        Ask fresh = Ask.of(alias, admission.nextTurn(alias), null).without(failedAt);
        Request request = new Request(waitsForLoads ? fresh : fresh.withoutWaitingForLoads());
        long waitingBefore = waiting(alias, Outcome.FULL);
        givenMeanwhile = 0;
        Entry entry = admission.enter(request.ask, request);
        Outcome outcome = entry.decision().outcome();
        if (entry.place() != null) {
            assertThat(outcome).isEqualTo(Outcome.CHOSEN);
            assertOvertakesNobody(request);
            took(entry.place(), givenMeanwhile);
        } else if (entry.waits()) {
            request.reason = outcome;
            waiting.add(request);
            assertThat(outcome).isIn(Outcome.FULL, Outcome.LOADING);
            assertThat(outcome == Outcome.FULL && waitingBefore >= alias.queue().length())
                    .as("one more waits than may")
                    .isFalse();
        } else {
            assertThat(outcome == Outcome.UNAVAILABLE
                            || (outcome == Outcome.FULL
                                    && waitingBefore >= alias.queue().length()))
                    .as("turned away with %s", outcome)
                    .isTrue();
        }
        return outcome;
    }

    void quit(int which) {
        if (!waiting.isEmpty()) {
            Request leaving = waiting.remove(which % waiting.size());
            leaving.over = true;
            assertThat(admission.quit(leaving.ask, leaving)).isTrue();
            assertThat(admission.quit(leaving.ask, leaving)).isFalse();
        }
    }

    /** Frees a place, which does nothing when it is done again. */
    void free(int which) {
        if (!places.isEmpty()) {
            Place place = places.remove(which % places.size());
            inFlight.merge(place.upstream().id(), -1, Integer::sum);
            place.free();
            place.freeAfterAnswer(1);
        }
    }

    /** Everybody leaves, in the end. */
    void end() {
        while (!waiting.isEmpty()) {
            quit(0);
        }
        while (!places.isEmpty()) {
            free(0);
        }
    }

    void assertInOrder() {
        inFlight.forEach((id, count) -> assertThat(admission.inFlight(id)).isEqualTo(count));
        for (Request request : waiting) {
            assertThat(admission.explain(request.ask).decision().outcome())
                    .as("what it waits for")
                    .isEqualTo(request.reason);
        }
    }

    int inFlight() {
        return inFlight.values().stream().mapToInt(Integer::intValue).sum();
    }

    private long waiting(Alias alias, Outcome reason) {
        return waiting.stream()
                .filter(request -> request.reason == reason && request.isOf(alias))
                .count();
    }

    /** @param givenSince how many places were given after this one and before it is told of */
    private void took(Place place, int givenSince) {
        Upstream upstream = place.upstream();
        int now = inFlight.merge(upstream.id(), 1, Integer::sum);
        assertThat(now - givenSince)
                .as("in flight")
                .isLessThanOrEqualTo(upstream.limit().orElseThrow());
        places.add(place);
    }

    private void assertOvertakesNobody(Request admitted) {
        if (admitted.isFresh()) {
            Optional<Request> first = waiting.stream()
                    .filter(request -> request.isFresh() && request.isOf(admitted.ask.alias()))
                    .findFirst();
            assertThat(first.isEmpty() || first.get() == admitted)
                    .as("first come, first served")
                    .isTrue();
        }
    }

    /** One request, which fails the test where it is told what it must not be. */
    private final class Request implements Waiter {
        private final Ask ask;
        private Outcome reason;
        private boolean over;

        private Request(Ask ask) {
            this.ask = ask;
        }

        @Override
        public void granted(Place place, Decision decision) {
            assertThat(decision.outcome()).isEqualTo(Outcome.CHOSEN);
            assertOvertakesNobody(this);
            ended();
            took(place, 0);
            givenMeanwhile++;
        }

        @Override
        public void refused(Decision decision) {
            assertThat(decision.outcome()).isEqualTo(Outcome.UNAVAILABLE);
            ended();
        }

        @Override
        public void waitsFor(Outcome newReason) {
            assertThat(over).as("told after its end").isFalse();
            assertThat(newReason).isNotEqualTo(reason).isIn(Outcome.FULL, Outcome.LOADING);
            reason = newReason;
        }

        private void ended() {
            assertThat(over).as("told twice").isFalse();
            over = true;
            waiting.remove(this);
        }

        private boolean isFresh() {
            return ask.tried().isEmpty() && ask.waitsForLoads();
        }

        private boolean isOf(Alias alias) {
            return ask.alias().name().equals(alias.name());
        }
    }
}
