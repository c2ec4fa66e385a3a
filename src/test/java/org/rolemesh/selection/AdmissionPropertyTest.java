package org.rolemesh.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import org.rolemesh.catalog.Alias;
import org.rolemesh.selection.Decision.Outcome;

/**
 * Requests come, wait, leave and end while nodes come, load and go: nobody gets more than there is, nobody is overtaken,
 * and nobody is left waiting who could go.
 */
class AdmissionPropertyTest {
    private static final int QUEUE_LENGTH = 2;

    /** One thing that happens; what {@code a}, {@code b} and {@code c} choose depends on the kind. */
    record Event(Kind kind, int a, int b, int c) {
        enum Kind {
            ENTER,
            ENTER_AGAIN,
            QUIT,
            FREE,
            PUT,
            DRAIN,
            REMOVE,
            SILENCE
        }
    }

    @Property(tries = 1_000)
    void places_and_lines_are_in_order_whatever_happens(@ForAll("events") @Size(max = 60) List<Event> events) {
        Fleet fleet = new Fleet(QUEUE_LENGTH);
        LineModel line = new LineModel(fleet.admission());
        for (Event event : events) {
            happen(event, fleet, line);
            line.assertInOrder();
        }
        line.end();
        line.assertInOrder();
        assertThat(line.inFlight()).isZero();
        Statistics.coverage(each -> {
            for (Outcome outcome : Outcome.values()) {
                each.check(outcome).percentage(share -> share > 2);
            }
        });
    }

    private static void happen(Event event, Fleet fleet, LineModel line) {
        String node = "box-" + event.a() % 3;
        Alias alias = fleet.aliases().get(event.b() % 2);
        switch (event.kind()) {
            case ENTER -> Statistics.collect(line.enter(alias, Set.of(), true));
            case ENTER_AGAIN ->
                line.enter(alias, event.c() % 3 == 0 ? Set.of() : Set.of(Fleet.upstreamId(node)), event.c() % 3 == 1);
            case QUIT -> line.quit(event.a());
            case FREE -> line.free(event.a());
            case PUT -> fleet.put(node, Fleet.STATES.get(event.b() % 4), 1 + event.c() % 2);
            case DRAIN -> fleet.drain(node, event.b() % 2 == 0);
            case REMOVE -> fleet.remove(node);
            case SILENCE -> fleet.fallSilent();
        }
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Event.Kind> kind = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.just(Event.Kind.ENTER)),
                Tuple.of(2, Arbitraries.just(Event.Kind.ENTER_AGAIN)),
                Tuple.of(4, Arbitraries.just(Event.Kind.FREE)),
                Tuple.of(6, Arbitraries.just(Event.Kind.PUT)),
                Tuple.of(3, Arbitraries.of(Event.Kind.class)));
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 59);
        return Combinators.combine(kind, number, number, number).as(Event::new).list();
    }
}
