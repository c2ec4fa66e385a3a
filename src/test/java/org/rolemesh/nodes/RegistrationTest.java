package org.rolemesh.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rolemesh.nodes.Telling.ANYWHERE;
import static org.rolemesh.nodes.Telling.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.config.Cidr;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.RequestRejected;

class RegistrationTest {
    @Test
    void three_fields_are_enough() {
        Registration read =
                read("{'node_id':'gpu-box-1','base_url':'http://10.0.0.5:8091/v1','roles':['planner','coder']}");

        assertThat(read.nodeId()).isEqualTo("gpu-box-1");
        assertThat(read.baseUrl().base()).isEqualTo("http://10.0.0.5:8091");
        assertThat(read.roles()).containsExactly(Offer.named("planner"), Offer.named("coder"));
        assertThat(read.roles()).allMatch(offer -> offer.state() == OfferState.READY);
        assertThat(read.inventory()).isNull();
        assertThat(read.incarnation()).isZero();
    }

    @Test
    void all_that_an_agent_tells_is_read_and_what_is_not_known_ignored() {
        Registration read = read("{'node_id':'n','base_url':'http://h:1','incarnation':1767225600000,'future':[1],"
                + "'roles':[{'role':'coder','model':'qwen2.5-coder-7b','upstream_model':'qwen:7b','state':'loading',"
                + "'detail':'reading\\nthe file','slots':4,'slots_busy':1,'n_ctx':32768,'progress':0.5,'x':1}],"
                + "'inventory':{'gpus':[]}}");

        assertThat(read.incarnation()).isEqualTo(1767225600000L);
        assertThat(read.inventory().has("gpus")).isTrue();
        assertThat(read.roles())
                .containsExactly(new Offer(
                        "coder",
                        "qwen2.5-coder-7b",
                        "qwen:7b",
                        OfferState.LOADING,
                        "reading the file",
                        OptionalInt.of(4),
                        OptionalInt.of(1),
                        OptionalInt.of(32768),
                        OptionalDouble.of(0.5),
                        null));
    }

    @Test
    void a_role_reads_as_it_was_written() {
        Offer offer = read(withRole("'model':'m','upstream_model':'u','state':'failed','detail':'d','slots':2,"
                        + "'slots_busy':0,'n_ctx':1,'progress':1"))
                .roles()
                .get(0);

        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.putArray("roles").add(OfferJson.write(offer));
        assertThat(OfferJson.read(Told.message(message).member("roles"))).containsExactly(offer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'base_url':'http://h:1','roles':[]}                        | node_id",
                "{'node_id':7,'base_url':'http://h:1','roles':[]}            | node_id",
                "{'node_id':'','base_url':'http://h:1','roles':[]}           | node_id",
                "{'node_id':'a/b','base_url':'http://h:1','roles':[]}        | node_id",
                "{'node_id':'a\\r\\nb','base_url':'http://h:1','roles':[]}   | node_id",
                "{'node_id':'n','roles':[]}                                  | base_url",
                "{'node_id':'n','base_url':null,'roles':[]}                  | base_url",
                "{'node_id':'n','base_url':5,'roles':[]}                     | base_url",
                "{'node_id':'n','base_url':'http://h:1'}                     | roles",
                "{'node_id':'n','base_url':'http://h:1','roles':'planner'}   | roles",
                "{'node_id':'n','base_url':'http://h:1','roles':[1]}         | roles[0]",
                "{'node_id':'n','base_url':'http://h:1','roles':['a',null]}  | roles[1]",
                "{'node_id':'n','base_url':'http://h:1','roles':['a','b c']} | roles[1]",
                "{'node_id':'n','base_url':'http://h:1','roles':['a','b','a']} | roles[2]",
                "{'node_id':'n','base_url':'http://h:1','roles':[{}]}        | roles[0].role",
                "{'node_id':'n','base_url':'http://h:1','roles':[],'incarnation':0}    | incarnation",
                "{'node_id':'n','base_url':'http://h:1','roles':[],'incarnation':-1}   | incarnation",
                "{'node_id':'n','base_url':'http://h:1','roles':[],'incarnation':1.5}  | incarnation",
                "{'node_id':'n','base_url':'http://h:1','roles':[],'incarnation':'1'}  | incarnation",
                "{'node_id':'n','base_url':'http://h:1','roles':[],'incarnation':9223372036854775808} | incarnation",
                "{'node_id':'n','base_url':'http://h:1','roles':[],'inventory':[]}     | inventory",
            })
    void B11_a_fault_names_the_parameter(String message, String param) {
        ApiError error = refusal(message);

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.message()).contains("'" + param + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'slots':-1 | slots",
                "'slots':0 | slots",
                "'slots':10001 | slots",
                "'slots':2.5 | slots",
                "'slots':'4' | slots",
                "'slots':99999999999 | slots",
                "'slots_busy':-1 | slots_busy",
                "'n_ctx':0 | n_ctx",
                "'progress':1.01 | progress",
                "'progress':-0.1 | progress",
                "'progress':1e999 | progress",
                "'progress':'half' | progress",
                "'state':'READY' | state",
                "'state':1 | state",
                "'model':'' | model",
                "'model':7 | model",
                "'upstream_model':[] | upstream_model",
                "'detail':{} | detail",
            })
    void a_fault_of_a_role_names_its_place(String member, String key) {
        ApiError error = refusal(withRole(member));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_value");
        assertThat(error.param()).isEqualTo("roles[0]." + key);
    }

    @Test
    void names_of_models_have_a_length() {
        assertThat(refusal(withRole("'model':'" + "m".repeat(257) + "'")).param())
                .isEqualTo("roles[0].model");
        assertThat(read(withRole("'model':'" + "m".repeat(256) + "'")).roles()).hasSize(1);
    }

    @Test
    void a_long_detail_is_cut_and_not_refused() {
        String detail = read(withRole("'detail':'" + "\uD83D\uDE00".repeat(500) + "'"))
                .roles()
                .get(0)
                .detail();

        assertThat(detail.codePointCount(0, detail.length())).isEqualTo(300);
    }

    @Test
    void B11_a_hundred_thousand_roles_are_too_many() {
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("node_id", "n").put("base_url", "http://h:1");
        ArrayNode roles = message.putArray("roles");
        for (int i = 0; i < 100_000; i++) {
            roles.add("role-" + i);
        }

        ApiError error = catchThrowableOfType(RequestRejected.class, () -> Registration.read(message, ANYWHERE))
                .error();

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo("roles");
        assertThat(error.message()).contains("256", "100000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:test-key@10.0.0.5",
                "http://10.0.0.5/?a=b",
                "http://10.0.0.5/#a",
                "ftp://10.0.0.5",
                "file:///etc/hosts",
                "javascript:1",
                "//10.0.0.5",
                "",
                "http://169.254.169.254",
                "http://169.254.169.254./",
                "http://[fe80::1]",
                "http://[febf::1]",
                "http://0.0.0.0:8091",
                "http://[::]:8091",
                "http://224.0.0.1",
                "http://239.255.255.255",
                "http://[ff02::1]",
                "http://2130706433",
                "http://2852039166",
                "http://0xa9fea9fe",
                "http://0xa9.0xfe.0xa9.0xfe",
                "http://0251.0376.0251.0376",
                "http://169.254.43518",
                "http://169.16689662",
                "http://[::ffff:a9fe:a9fe]",
                "http://[::ffff:169.254.169.254]",
                "http://[::ffff:0.0.0.0]",
                "http://[::169.254.169.254]",
                "http://[64:ff9b::169.254.169.254]",
                "http://[2002:a9fe:a9fe::]",
                "http://[fe80::1%25eth0]",
                "http://%31%36%39.254.169.254",
                "http://\uFF11\uFF16\uFF19.254.169.254",
                "http://169\u3002254\u3002169\u3002254",
                "http://10.0.0.5\\@169.254.169.254",
                "http://10.0.0.5:8091\\u0000",
            })
    void N8_what_a_node_may_not_be_at_is_refused_however_it_is_spelled(String baseUrl) {
        ApiError error = refusalOfAddress(baseUrl, ANYWHERE);

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.type()).isEqualTo("invalid_request_error");
        assertThat(error.code()).isEqualTo("base_url_not_allowed");
        assertThat(error.param()).isEqualTo("base_url");
        assertThat(error.message()).doesNotContain("test-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8091",
                "http://[::1]:8091",
                "http://localhost:11434",
                "https://gpu-box.lan/llm/v1",
                "http://10.0.0.5",
                "http://[fd00::5]:8091"
            })
    void hosts_of_a_network_at_home_are_allowed(String baseUrl) {
        assertThat(ANYWHERE.read(baseUrl).base()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.1.2.3:8091, true",
        "http://[::ffff:10.1.2.3]:8091, true",
        "http://[fd00::5], true",
        "http://11.0.0.1, false",
        "http://127.0.0.1, false",
        "http://[fc00::1], false",
        "http://[2001:db8::1], false",
        "http://gpu-box.lan, false",
        "http://localhost, false"
    })
    void N8_with_networks_given_a_node_must_have_an_address_in_one_of_them(String baseUrl, boolean allowed) {
        NodeAddresses narrow = new NodeAddresses(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

        if (allowed) {
            assertThat(narrow.read(baseUrl).base()).isNotEmpty();
        } else {
            ApiError error = refusalOfAddress(baseUrl, narrow);
            assertThat(error.code()).isEqualTo("base_url_not_allowed");
            assertThat(error.message()).contains("nodes.allowed_cidrs");
        }
    }

    private static Registration read(String message) {
        return Registration.read(json(message), ANYWHERE);
    }

    private static String withRole(String members) {
        return "{'node_id':'n','base_url':'http://h:1','roles':[{'role':'coder'," + members + "}]}";
    }

    private static ApiError refusal(String message) {
        return catchThrowableOfType(RequestRejected.class, () -> read(message)).error();
    }

    private static ApiError refusalOfAddress(String baseUrl, NodeAddresses addresses) {
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("node_id", "n").put("base_url", baseUrl);
        message.putArray("roles").add("planner");
        return catchThrowableOfType(RequestRejected.class, () -> Registration.read(message, addresses))
                .error();
    }
}
