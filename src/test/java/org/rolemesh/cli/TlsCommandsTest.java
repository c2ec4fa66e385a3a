package org.rolemesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.TestAuthority;

/** Commands at a gateway whose address begins with https. */
class TlsCommandsTest {
    private static final TestAuthority AUTHORITY = TestAuthority.mesh();

    @TempDir
    private static Path folder;

    private static FaultBackend backend;
    private static GatewayUnderTest gateway;
    private static String authority;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        backend = FaultBackend.start();
        gateway = GatewayUnderTest.start(
                """
                tls: {%s}
                models: {planner: {type: proxy, proxy_url: "%s"}}
                """.formatted(AUTHORITY.issue(folder, "gateway").yaml(), backend.baseUrl()));
        authority = AUTHORITY.file(folder).toString();
        gateway.awaitListed("planner", true);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    @Test
    void status_and_chat_trust_the_authority_that_they_are_given() {
        assertThat(run("status", "--ca", authority)).as(err.toString()).isZero();
        assertThat(out.toString()).contains(gateway.url() + " is ready");

        assertThat(run("chat", "planner", "hello", "--ca", authority))
                .as(err.toString())
                .isZero();
    }

    @Test
    void without_it_the_message_says_what_to_set() {
        assertThat(run("status")).isEqualTo(ExitCodes.RUNTIME);
        assertThat(err.toString())
                .contains("no TLS with the gateway at " + gateway.url() + ": its certificate is not from an authority")
                .contains("set --ca or ROLE_MESH_CA to");
    }

    @Test
    void a_file_that_is_not_there_is_a_fault_of_the_command_line() {
        assertThat(run("status", "--ca", folder.resolve("none.crt").toString())).isEqualTo(ExitCodes.CONFIGURATION);
        assertThat(err.toString()).contains("--ca or ROLE_MESH_CA cannot be used: there is no such file");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", gateway.url().toString()));
        return RoleMesh.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
