package org.rolemesh.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.nodes.Telling.STALE_AFTER;
import static org.rolemesh.nodes.Telling.START;
import static org.rolemesh.nodes.Telling.at;
import static org.rolemesh.nodes.Telling.beat;
import static org.rolemesh.nodes.Telling.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.rolemesh.openai.RequestRejected;

class NodesPropertyTest {
    private static final List<String> IDS = List.of("a", "b", "c");

    /** One thing that happens to one of the nodes. */
    record Event(Kind kind, int node, int incarnation, int seconds) {
        enum Kind {
            REGISTER,
            BEAT,
            CONNECT_FAILED,
            ANSWERED,
            PROBE_FAILED,
            DRAIN,
            UNDRAIN,
            EXPIRE,
            REMOVE
        }
    }

    @Property
    void late_beats_and_registrations_of_a_replaced_agent_change_nothing(
            @ForAll("events") @Size(max = 30) List<Event> before, @ForAll @IntRange(min = 1, max = 9) int late) {
        Nodes nodes = after(Nodes.EMPTY, before);
        for (Node node : nodes.all()) {
            if (late < node.incarnation()) {
                assertThat(changed(() -> nodes.beaten(beat(node.id(), late), at(1e6))))
                        .isFalse();
                if (isKnownToLive(node)) {
                    assertThat(changed(() -> nodes.registered(registration(node.id(), 9999, late, "x"), at(1e6))))
                            .isFalse();
                }
            }
        }
    }

    @Property
    void the_incarnation_of_a_node_never_falls_while_it_is_known_to_live(
            @ForAll("events") @Size(max = 40) List<Event> events) {
        Nodes nodes = Nodes.EMPTY;
        double now = 0;
        for (Event event : events) {
            Nodes before = nodes;
            now += event.seconds();
            nodes = apply(before, event, at(now));
            nodes.all().forEach(node -> before.find(node.id())
                    .filter(NodesPropertyTest::isKnownToLive)
                    .ifPresent(was -> assertThat(node.incarnation()).isGreaterThanOrEqualTo(was.incarnation())));
        }
    }

    @Property
    void N7_a_wall_clock_that_is_set_makes_nothing_stale_and_nothing_fresh(
            @ForAll("events") @Size(max = 40) List<Event> events,
            @ForAll @Size(min = 40, max = 40)
                    List<@IntRange(min = -1_000_000_000, max = 1_000_000_000) Integer> jumps) {
        Nodes steady = Nodes.EMPTY;
        Nodes jumping = Nodes.EMPTY;
        double now = 0;
        for (int i = 0; i < events.size(); i++) {
            now += events.get(i).seconds();
            Moment moment = at(now);
            steady = apply(steady, events.get(i), moment);
            jumping = apply(jumping, events.get(i), new Moment(moment.nanos(), START.plusSeconds(jumps.get(i))));
            assertThat(statuses(jumping)).isEqualTo(statuses(steady));
            assertThat(ids(jumping.dueForProbe(moment))).isEqualTo(ids(steady.dueForProbe(moment)));
        }
    }

    @Property
    void every_node_says_what_it_is_and_gets_work_only_without_a_reason_against_it(
            @ForAll("events") @Size(max = 40) List<Event> events) {
        for (Node node : after(Nodes.EMPTY, events).all()) {
            assertThat(node.reason() == null).isEqualTo(node.status() == NodeStatus.LIVE);
            assertThat(node.since()).isNotNull();
            assertThat(node.routesLike(node)).isTrue();
        }
    }

    @Property
    void a_transition_that_changes_nothing_gives_the_same_object(@ForAll("events") @Size(max = 40) List<Event> events) {
        Nodes nodes = after(Nodes.EMPTY, events).expired(at(1000), STALE_AFTER);

        assertThat(nodes.expired(at(1000), STALE_AFTER)).isSameAs(nodes);
        nodes.all().forEach(node -> assertThat(nodes.draining(node.id(), node.draining(), at(1000)))
                .isSameAs(nodes));
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return Combinators.combine(
                        Arbitraries.of(Event.Kind.class),
                        Arbitraries.integers().between(0, IDS.size() - 1),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 20))
                .as(Event::new)
                .list();
    }

    private static Nodes after(Nodes nodes, List<Event> events) {
        Nodes current = nodes;
        double now = 0;
        for (Event event : events) {
            now += event.seconds();
            current = apply(current, event, at(now));
        }
        return current;
    }

    private static Nodes apply(Nodes nodes, Event event, Moment now) {
        String id = IDS.get(event.node());
        try {
            return switch (event.kind()) {
                case REGISTER ->
                    nodes.registered(
                            registration(id, 8000 + event.incarnation() / 3, event.incarnation(), "planner"), now);
                case BEAT -> nodes.beaten(beat(id, event.incarnation()), now);
                case CONNECT_FAILED -> nodes.connectFailed(id, now);
                case ANSWERED -> nodes.answered(id, now);
                case PROBE_FAILED -> nodes.probeFailed(id, now);
                case DRAIN -> nodes.draining(id, true, now);
                case UNDRAIN -> nodes.draining(id, false, now);
                case EXPIRE -> nodes.expired(now, STALE_AFTER);
                case REMOVE -> nodes.without(id);
            };
        } catch (RequestRejected refused) {
            return nodes;
        }
    }

    @Property
    void N7_whatever_its_clock_says_an_agent_gets_in_where_nobody_is_known_to_live(
            @ForAll("events") @Size(max = 30) List<Event> before, @ForAll @IntRange(min = 0, max = 9) int incarnation) {
        Nodes nodes = after(Nodes.EMPTY, before).expired(at(1e4), Duration.ZERO);
        for (Node node : nodes.all()) {
            Nodes again = nodes.registered(registration(node.id(), 9999, incarnation, "x"), at(1e4));

            assertThat(changed(() -> again.beaten(beat(node.id(), incarnation), at(1e4))))
                    .isTrue();
        }
    }

    private static boolean isKnownToLive(Node node) {
        return !node.contact().stale() && node.trust().kind() == Trust.Kind.TRUSTED;
    }

    private static boolean changed(Runnable transition) {
        try {
            transition.run();
            return true;
        } catch (RequestRejected refused) {
            return false;
        }
    }

    private static List<String> statuses(Nodes nodes) {
        List<String> statuses = new ArrayList<>();
        nodes.all().forEach(node -> statuses.add(node.id() + " " + node.status() + " " + node.url()));
        return statuses;
    }

    private static List<String> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).toList();
    }
}
