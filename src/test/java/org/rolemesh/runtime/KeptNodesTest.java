package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.nodes.Heartbeat;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.nodes.NodeStatus;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.Registration;

class KeptNodesTest {
    private static final NodeAddresses ANYWHERE = new NodeAddresses(List.of());

    @TempDir
    private Path folder;

    private final AtomicInteger written = new AtomicInteger();
    private final Moment start = Moment.now();
    private Nodes nodes = Nodes.EMPTY;

    @Test
    void a_restart_brings_the_nodes_back_unconfirmed_and_as_they_were() throws Exception {
        try (KeptNodes kept = KeptNodes.open(folder)) {
            assertThat(kept.load(ANYWHERE)).isEmpty();
            change(kept, now -> now.registered(registration(1), start));
            change(kept, now -> now.registered(registration(2), start));
            change(kept, now -> now.draining("node-2", true, start));
        }

        try (KeptNodes next = KeptNodes.open(folder)) {
            Nodes restored = Nodes.EMPTY.restored(next.load(ANYWHERE));

            assertThat(restored.all()).extracting(Node::id).containsExactly("node-1", "node-2");
            assertThat(restored.find("node-1").orElseThrow().status()).isEqualTo(NodeStatus.UNCONFIRMED);
            assertThat(restored.find("node-2").orElseThrow().status()).isEqualTo(NodeStatus.DRAINING);
            assertThat(restored.all().get(0).offers().get("coder").slots()).hasValue(4);
        }
    }

    @Test
    void the_last_change_is_written_though_two_were_told_the_wrong_way_round() throws Exception {
        Nodes one = Nodes.EMPTY.registered(registration(1), start);
        Nodes two = one.registered(registration(2), start);
        try (KeptNodes kept = KeptNodes.open(folder)) {
            kept.changed(one, two, () -> two);
            kept.changed(Nodes.EMPTY, one, () -> two);
        }

        try (KeptNodes next = KeptNodes.open(folder)) {
            assertThat(next.load(ANYWHERE)).hasSize(2);
        }
    }

    @Test
    void two_hundred_nodes_that_beat_are_not_written_while_they_say_the_same() throws Exception {
        for (int n = 0; n < 200; n++) {
            nodes = nodes.registered(registration(n), start);
        }
        try (KeptNodes kept = KeptNodes.open(folder)) {
            for (int second = 10; second <= 60; second += 10) {
                Moment then = later(second);
                for (int n = 0; n < 200; n++) {
                    Heartbeat beat = Heartbeat.read(beat(n, second % 4));
                    change(kept, now -> now.beaten(beat, then));
                }
            }
        }

        assertThat(written).hasValue(0);
        assertThat(folder.resolve("nodes.json")).doesNotExist();
    }

    @Test
    void what_a_beat_changes_is_written() throws Exception {
        nodes = nodes.registered(registration(1), start);
        try (KeptNodes kept = KeptNodes.open(folder)) {
            ObjectNode beat = beat(1, 0);
            beat.withArray("roles").addObject().put("role", "writer");
            change(kept, now -> now.beaten(Heartbeat.read(beat), later(1)));
        }

        assertThat(Files.readString(folder.resolve("nodes.json"))).contains("writer");
    }

    @Test
    void a_node_that_registers_again_as_another_incarnation_is_written() throws Exception {
        nodes = nodes.registered(registration(1), start);
        try (KeptNodes kept = KeptNodes.open(folder)) {
            ObjectNode again = beat(1, 0).put("base_url", url(1)).put("incarnation", 77);
            change(kept, now -> now.registered(Registration.read(again, ANYWHERE), start));
        }

        assertThat(Files.readString(folder.resolve("nodes.json"))).contains("77");
    }

    private void change(KeptNodes kept, UnaryOperator<Nodes> change) {
        Nodes before = nodes;
        nodes = change.apply(before);
        Nodes after = nodes;
        kept.changed(before, after, () -> {
            written.incrementAndGet();
            return after;
        });
    }

    private Moment later(int seconds) {
        Duration time = Duration.ofSeconds(seconds);
        return new Moment(start.nanos() + time.toNanos(), start.wall().plus(time));
    }

    private static Registration registration(int n) {
        return Registration.read(beat(n, 0).put("base_url", url(n)), ANYWHERE);
    }

    private static String url(int n) {
        return "http://10.0.0." + n + ":8001";
    }

    private static ObjectNode beat(int n, int slotsBusy) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("node_id", "node-" + n);
        message.putArray("roles")
                .addObject()
                .put("role", "coder")
                .put("slots", 4)
                .put("slots_busy", slotsBusy);
        return message;
    }
}
