package org.rolemesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.ChildJvm;

/** Which files {@code check} looks for is a matter of the folder that it runs in, so each has its own JVM. */
class CheckInFolderTest {
    private static final String SOUND = "version: 1\n";
    private static final String BROKEN = "version: 2\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void makeConfigs() throws IOException {
        Files.createDirectory(folder.resolve("configs"));
    }

    @Test
    void a_host_may_have_only_the_agents_file() throws Exception {
        write("node_agent.yaml", SOUND);

        assertThat(check(Map.of()))
                .isEqualTo("0 configs/node_agent.yaml: 0 roles, 0 slots, the routes in the jar: no faults");
    }

    @Test
    void a_host_without_any_file_is_told_how_to_get_the_gateways() throws Exception {
        assertThat(check(Map.of())).startsWith("78 configs/models.yaml:1: there is no such file; copy");
    }

    @Test
    void a_gateway_that_is_named_must_have_its_file() throws Exception {
        write("node_agent.yaml", SOUND);

        assertThat(check(Map.of("ROLE_MESH_CONFIG", "configs/gateway.yaml")))
                .startsWith("78 configs/gateway.yaml:1: there is no such file");
    }

    @Test
    void the_agents_file_is_checked_where_it_is() throws Exception {
        write("models.yaml", SOUND);
        write("node_agent.yaml", BROKEN);

        assertThat(check(Map.of())).isEqualTo("78 configs/node_agent.yaml:1: version must be 1");
    }

    @Test
    void the_variable_names_the_agents_file() throws Exception {
        write("node_agent.yaml", BROKEN);
        write("other.yaml", SOUND);

        assertThat(check(Map.of("ROLE_MESH_NODE_CONFIG", "configs/other.yaml")))
                .isEqualTo("0 configs/other.yaml: 0 roles, 0 slots, the routes in the jar: no faults");
    }

    /** The folder of routes may be the agent's alone. */
    @Test
    void routes_that_are_named_do_not_make_a_gateway_of_a_host() throws Exception {
        write("node_agent.yaml", SOUND);

        assertThat(check(Map.of(), "--routes", "routes"))
                .isEqualTo("0 configs/node_agent.yaml: 0 roles, 0 slots, the routes in the jar: no faults");
    }

    private void write(String name, String yaml) throws IOException {
        Files.writeString(folder.resolve("configs").resolve(name), yaml);
    }

    /** The exit code, and all that is printed. */
    private String check(Map<String, String> env, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("check"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = ChildJvm.brief(RoleMesh.class, command.toArray(String[]::new))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(env);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + printed.strip();
    }
}
