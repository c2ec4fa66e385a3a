package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerArgumentsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --host                | (--host) is set by the agent, which keeps the server on loopback; remove it
                    --host=0.0.0.0        | (--host) is set by the agent, which keeps the server on loopback; remove it
                    --host 0.0.0.0        | (--host) is set by the agent, which keeps the server on loopback; remove it
                    --api_key             | (--api-key) is set by the agent, anew for each launch; remove it
                    --api-key-file        | (--api-key-file) is set by the agent, anew for each launch; remove it
                    -m                    | (-m) is set by the agent; name the file in the role's model
                    --alias               | (--alias) is set by the agent, to the name of the role; remove it
                    -c                    | (-c) is set by the agent; write it as the role's n_ctx
                    --parallel=8          | (--parallel) is set by the agent; write it as the role's parallel
                    --rpc=10.0.0.9:50052  | (--rpc) would send the model's work to other machines, unprotected; remove it
                    --slot_save_path=/tmp | (--slot-save-path) would leave prompts on the disk; remove it
                    --tools               | (--tools) would let callers of the server do more than ask its model; remove it
                    -hf                   | (-hf) would fetch a model from the network; put the file in models_dir and name it in the role's model
                    --version             | (--version) makes llama-server print something and end; remove it
                    --threads 8           | has a name and a value in one; llama-server wants two entries, as in ["--threads", "8"]
                    -ngl=99               | has a name and a value in one; llama-server wants two entries, as in ["--threads", "8"]
                    """)
    void an_argument_that_may_not_be_given_is_told_what_to_do_instead(String argument, String what) {
        assertThat(ServerArguments.refusal(argument)).contains(what);
        assertThatThrownBy(() -> ServerArguments.allowed(List.of("on", argument)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("one of args " + what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port",
                "--reuse-port",
                "--model",
                "-a",
                "--ctx-size",
                "-np",
                "--device",
                "--log-file",
                "--log-disable",
                "--path",
                "--props",
                "--media-path",
                "--agent",
                "--mcp-servers-config",
                "--webui-mcp-proxy",
                "--models-dir",
                "--model-url",
                "--api-prefix",
                "--ssl-key-file",
                "--sleep-idle-seconds",
                "--no-slots",
                "--log-prompts-dir",
                "-h"
            })
    void P8_what_the_agent_sets_or_what_opens_the_server_is_refused_by_name(String argument) {
        assertThat(ServerArguments.refusal(argument)).isPresent();
        assertThat(ServerArguments.refusal(argument + "=x")).isEqualTo(ServerArguments.refusal(argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b", "`id`", "$(id)", "--x;id", "a\nb", ""})
    void P8_what_was_meant_for_a_shell_is_refused(String argument) {
        assertThat(ServerArguments.refusal(argument))
                .hasValueSatisfying(why -> assertThat(why).contains("no shell"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--flash-attn",
                "on",
                "-ngl",
                "99",
                "-1",
                "--no-host",
                "--portable",
                "--jinja",
                "--cache-type-k",
                "blk\\.(1|2)\\.ffn=CPU",
                "{\"enable_thinking\": false}",
                "- a list",
                "--spec-draft-model",
                "a b.gguf"
            })
    void what_tunes_the_model_may_be_given(String argument) {
        assertThat(ServerArguments.refusal(argument)).isEmpty();
    }

    @Test
    void each_bad_argument_has_its_own_fault() {
        assertThat(ReadNode.faults(ReadNode.planner("args:\n  - --jinja\n  - --port\n  - \"8011\"\n  - -m")))
                .containsExactly(
                        "node_agent.yaml:9: roles.planner.args[1] (--port) is set by the agent, which keeps the server"
                                + " on loopback; remove it",
                        "node_agent.yaml:11: roles.planner.args[3] (-m) is set by the agent; name the file in the"
                                + " role's model");
    }
}
