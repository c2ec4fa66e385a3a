package org.rolemesh.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.Probe;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.openai.BodyEdits;

class StrategiesTest {
    private static final FixedLoad IDLE = new FixedLoad();

    @Test
    void round_robin_gives_each_its_turn() {
        List<Upstream> three = upstreams(3, 4);

        assertThat(IntStream.range(0, 6).mapToObj(turn -> first(RoundRobin.RANKING, three, turn, IDLE)))
                .containsExactly("u0", "u1", "u2", "u0", "u1", "u2");
    }

    @Test
    void least_busy_counts_the_slots_in_use_against_those_there_are() {
        List<Upstream> both = List.of(upstream("small", 2), upstream("large", 8));

        assertThat(first(LeastBusy.RANKING, both, 0, load("small", 1, "large", 3)))
                .isEqualTo("large");
        assertThat(first(LeastBusy.RANKING, both, 0, load("small", 1, "large", 5)))
                .isEqualTo("small");
    }

    @Test
    void least_busy_counts_what_others_have_running_there() {
        List<Upstream> both = upstreams(2, 4);

        assertThat(first(LeastBusy.RANKING, both, 0, new FixedLoad().elsewhere("u0", 1)))
                .isEqualTo("u1");
    }

    @Test
    void least_busy_leaves_a_slow_machine_alone_until_it_would_be_done_first() {
        List<Upstream> both = upstreams(2, 4);
        FixedLoad paced = new FixedLoad().paceMillis("u0", 100).paceMillis("u1", 20);

        assertThat(first(LeastBusy.RANKING, both, 0, paced)).isEqualTo("u1");
        assertThat(first(LeastBusy.RANKING, both, 0, paced.inFlight("u1", 15))).isEqualTo("u1");
        assertThat(first(LeastBusy.RANKING, both, 0, paced.inFlight("u1", 17))).isEqualTo("u0");
    }

    @Test
    void least_busy_takes_machines_for_equal_that_are_not_clearly_slower() {
        List<Upstream> both = upstreams(2, 4);
        FixedLoad load = new FixedLoad().paceMillis("u0", 35).paceMillis("u1", 20);

        assertThat(first(LeastBusy.RANKING, both, 0, load)).isEqualTo("u0");
        assertThat(first(LeastBusy.RANKING, both, 0, load.inFlight("u0", 1))).isEqualTo("u1");
    }

    @Test
    void least_busy_tries_a_machine_that_it_knows_nothing_of() {
        List<Upstream> both = upstreams(2, 4);
        FixedLoad load = new FixedLoad().paceMillis("u0", 50).inFlight("u0", 1);

        assertThat(first(LeastBusy.RANKING, both, 0, load)).isEqualTo("u1");
    }

    @Test
    void a_machine_that_was_away_for_an_hour_gets_its_share_and_not_everything() {
        List<Upstream> both = upstreams(2, 4);
        FixedLoad load = new FixedLoad().paceMillis("u0", 20).after(Duration.ofHours(1));
        load.paceMillis("u1", 20);

        assertThat(first(LeastBusy.RANKING, both, 0, load.inFlight("u0", 1))).isEqualTo("u1");
        assertThat(first(LeastBusy.RANKING, both, 0, load.inFlight("u1", 2))).isEqualTo("u0");
    }

    @Test
    void least_busy_lets_equals_take_turns() {
        List<Upstream> three = upstreams(3, 4);

        assertThat(IntStream.range(0, 3).mapToObj(turn -> first(LeastBusy.RANKING, three, turn, IDLE)))
                .containsExactly("u0", "u1", "u2");
    }

    @Property
    void a_conversation_stays_where_it_is_whatever_its_turn(
            @ForAll long prefix,
            @ForAll @IntRange(min = 1, max = 20) int upstreams,
            @ForAll @IntRange(max = 99) int turn) {
        List<Upstream> all = upstreams(upstreams, 4);

        assertThat(affine(all, prefix, turn, IDLE)).isEqualTo(affine(all, prefix, 0, IDLE));
    }

    @Property(tries = 50)
    void one_upstream_more_takes_over_its_share_and_moves_no_other_conversation(
            @ForAll @IntRange(min = 1, max = 12) int before) {
        List<Upstream> more = upstreams(before + 1, 4);
        List<Upstream> fewer = more.subList(0, before);
        String added = more.get(before).id();
        int moved = 0;
        for (long prefix = 0; prefix < 2_000; prefix++) {
            String now = affine(more, prefix, 0, IDLE);
            if (!now.equals(affine(fewer, prefix, 0, IDLE))) {
                assertThat(now).isEqualTo(added);
                moved++;
            }
        }

        assertThat(moved / 2_000.0).isCloseTo(1.0 / (before + 1), within(0.05));
    }

    @Test
    void conversations_spread_evenly() {
        List<Upstream> four = upstreams(4, 4);
        Map<String, Integer> counts = new HashMap<>();
        for (long prefix = 0; prefix < 4_000; prefix++) {
            counts.merge(affine(four, prefix, 0, IDLE), 1, Integer::sum);
        }

        assertThat(counts.values()).hasSize(4).allSatisfy(count -> assertThat(count)
                .isBetween(900, 1_100));
    }

    @Test
    void a_conversation_goes_elsewhere_only_while_its_upstream_is_full_and_above_the_average() {
        List<Upstream> two = upstreams(2, 2);
        String home = affine(two, 7, 0, IDLE);
        String other = home.equals("u0") ? "u1" : "u0";

        assertThat(affine(two, 7, 0, new FixedLoad().inFlight(home, 1))).isEqualTo(home);
        assertThat(affine(two, 7, 0, new FixedLoad().inFlight(home, 2))).isEqualTo(other);
        assertThat(affine(two, 7, 0, new FixedLoad().inFlight(home, 2).inFlight(other, 2)))
                .isEqualTo(home);
    }

    @Test
    void a_request_without_a_beginning_goes_where_it_is_least_busy() {
        assertThat(first(PrefixAffinity.RANKING, upstreams(2, 4), 0, load("u0", 1, "u1", 0)))
                .isEqualTo("u1");
    }

    private static FixedLoad load(String one, int inOne, String other, int inOther) {
        return new FixedLoad().inFlight(one, inOne).inFlight(other, inOther);
    }

    private static String affine(List<Upstream> upstreams, long prefix, long turn, Load load) {
        return first(
                PrefixAffinity.RANKING,
                upstreams,
                new Ask(null, turn, OptionalLong.of(prefix), Set.of(), Narrowing.NONE, true),
                load);
    }

    private static String first(Ranking strategy, List<Upstream> upstreams, long turn, Load load) {
        return first(
                strategy, upstreams, new Ask(null, turn, OptionalLong.empty(), Set.of(), Narrowing.NONE, true), load);
    }

    private static String first(Ranking strategy, List<Upstream> upstreams, Ask ask, Load load) {
        List<Candidate> ranked = strategy.rank(upstreams, ask, load);
        assertThat(ranked).extracting(Candidate::upstream).containsExactlyInAnyOrderElementsOf(upstreams);
        return ranked.get(0).upstream().id();
    }

    private static List<Upstream> upstreams(int count, int slots) {
        return IntStream.range(0, count).mapToObj(i -> upstream("u" + i, slots)).toList();
    }

    private static Upstream upstream(String id, int slots) {
        return new Upstream(
                id,
                id,
                null,
                UpstreamUrl.parse("http://127.0.0.1:1"),
                null,
                Probe.REACHABLE,
                BodyEdits.of("m", Map.of(), Map.of(), Set.of()),
                OptionalInt.of(slots),
                OptionalInt.of(slots),
                Set.of());
    }
}
