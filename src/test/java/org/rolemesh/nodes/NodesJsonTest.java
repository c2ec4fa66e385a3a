package org.rolemesh.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.nodes.Telling.ANYWHERE;
import static org.rolemesh.nodes.Telling.START;
import static org.rolemesh.nodes.Telling.at;
import static org.rolemesh.nodes.Telling.beat;
import static org.rolemesh.nodes.Telling.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.Cidr;

class NodesJsonTest {
    private final Nodes known = Nodes.EMPTY
            .registered(
                    Registration.read(
                            json("{'node_id':'box','base_url':'http://10.0.0.5:8091/llm','incarnation':7,'roles':"
                                    + "['planner',{'role':'coder','model':'m','upstream_model':'u','state':'loading',"
                                    + "'slots':4,'slots_busy':3,'n_ctx':10,'progress':0.2}],'inventory':{'gpus':[]}}"),
                            ANYWHERE),
                    at(1))
            .draining("box", true, at(2))
            .beaten(beat("box", 7), at(3));

    @Test
    void what_routing_needs_outlives_a_restart() {
        Node before = known.all().get(0);

        Node after = NodesJson.read(NodesJson.write(known), ANYWHERE, at(100)).get(0);

        assertThat(after.id()).isEqualTo("box");
        assertThat(after.url()).isEqualTo(before.url());
        assertThat(after.incarnation()).isEqualTo(7);
        assertThat(after.draining()).isTrue();
        assertThat(after.since()).isEqualTo(START.plusSeconds(2));
        assertThat(after.registered()).isEqualTo(START.plusSeconds(1));
        assertThat(after.contact().seen()).isEqualTo(START.plusSeconds(3));
        assertThat(after.offers().keySet()).containsExactly("planner", "coder");
        Offer coder = after.offers().get("coder");
        assertThat(coder).isEqualTo(before.offers().get("coder").withoutFigures());
        assertThat(coder.slots()).isEqualTo(OptionalInt.of(4));
    }

    @Test
    void what_the_next_beat_tells_anyway_is_not_kept() {
        assertThat(NodesJson.write(known).toString()).doesNotContain("gpus", "slots_busy", "progress");
    }

    @Test
    void a_remembered_node_is_not_confirmed_and_its_silence_counts_from_the_restart() {
        Nodes restored = Nodes.EMPTY
                .restored(NodesJson.read(NodesJson.write(known), ANYWHERE, at(1000)))
                .draining("box", false, at(1000));

        assertThat(restored.all()).extracting(Node::status).containsExactly(NodeStatus.UNCONFIRMED);
        assertThat(restored.expired(at(1029), Telling.STALE_AFTER)).isSameAs(restored);
    }

    @Test
    void entries_that_are_not_valid_are_left_out_and_members_of_later_versions_ignored() {
        JsonNode state = json("[1,{'node_id':'a'},{'node_id':'b','base_url':'http://169.254.0.1','roles':[]},"
                + "{'node_id':'c','base_url':'http://h:1','roles':['x'],'later':{}},"
                + "{'node_id':'d','base_url':'http://h:1','roles':[],'seen_at':'yesterday'},null]");

        assertThat(NodesJson.read(state, ANYWHERE, at(0))).extracting(Node::id).containsExactly("c");
    }

    @Test
    void a_node_outside_of_the_networks_that_are_allowed_now_is_left_out() {
        NodeAddresses elsewhere = new NodeAddresses(List.of(Cidr.parse("192.168.0.0/16")));

        assertThat(NodesJson.read(NodesJson.write(known), elsewhere, at(0))).isEmpty();
    }
}
