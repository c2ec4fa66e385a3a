package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rolemesh.e2e.Invariants.SOON;

import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.Streams;
import org.rolemesh.testing.TestAuthority;
import org.rolemesh.testing.TestCertificate;

/** A gateway that listens by TLS, and one that has it for an upstream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsTest {
    /** Long enough for a handshake on a busy machine. */
    private static final Duration HEAD = Duration.ofSeconds(2);

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int PROTOCOL_VERSION = 70;

    @RegisterExtension
    final Invariants world = new Invariants();

    @TempDir
    private static Path folder;

    private FaultBackend backend;
    private TestCertificate shown;
    private GatewayUnderTest gateway;
    private GatewayUnderTest far;
    private GatewayUnderTest near;

    @BeforeAll
    void start() throws Exception {
        backend = world.backend();
        shown = TestAuthority.mesh().issue(folder, "gateway");
        gateway = world.gateway(listening("limits: {header_timeout_s: " + HEAD.toSeconds() + "}\n"));
        // Its probes keep a connection, which is not at rest.
        far = GatewayUnderTest.start(listening(""));
        near = world.gateway("upstream_tls: {ca: \"" + TestAuthority.mesh().file(folder) + "\"}\n" + calling(far));
        near.awaitListed("planner", true);
    }

    @AfterAll
    void stop() {
        near.close();
        far.close();
    }

    private String listening(String more) {
        return """
                %sprobe: {interval_s: 60}
                tls: {%s}
                models: {planner: {type: proxy, proxy_url: "%s"}}
                """.formatted(more, shown.yaml(), backend.baseUrl());
    }

    private static String calling(GatewayUnderTest upstream) {
        return """
                probe: {interval_s: 0.25, timeout_s: 5}
                models: {planner: {type: proxy, proxy_url: "%s"}}
                """.formatted(upstream.url());
    }

    @Test
    void T1_tls_1_1_is_refused_and_1_2_is_spoken() throws Exception {
        assertThat(answerToHello("0302")).startsWith(ALERT, 2, PROTOCOL_VERSION);
        assertThat(answerToHello("0303")).startsWith(HANDSHAKE);
    }

    @Test
    void T2_a_replaced_certificate_is_shown_to_new_connections_while_a_stream_runs_on() throws Exception {
        Semaphore more = new Semaphore(0);
        backend.behave(Streams.gated(3, more));
        try (RawHttp stream = RawHttp.connect(gateway.url())) {
            stream.post(Chats.PATH, Chats.stream("planner")).readHead(SOON);
            assertThat(stream.nextEvent(SOON).orElseThrow().data()).contains("#0 ");
            BigInteger before = serialShown();

            TestAuthority.mesh().issue(folder, "gateway");

            await().atMost(SOON).until(() -> !serialShown().equals(before));
            more.release(2);
            assertRunsToItsEnd(stream);
        } finally {
            backend.behave(Answers.chat());
        }
    }

    @Test
    void T2_files_that_do_not_belong_together_change_nothing() throws Exception {
        BigInteger before = serialShown();
        TestCertificate other = TestAuthority.mesh().issue(folder, "other");

        Files.copy(other.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);

        awaitNotRenewed("not the key of the certificate");
        assertThat(serialShown()).isEqualTo(before);
        Files.delete(shown.key());
        Files.createDirectory(shown.key());
        awaitNotRenewed("must be a file that the user of this program may read");
        assertThat(serialShown()).isEqualTo(before);
        Files.delete(shown.key());
        Files.copy(other.key(), shown.key());
        Files.copy(other.certificate(), shown.certificate(), StandardCopyOption.REPLACE_EXISTING);
        await().atMost(SOON).until(() -> !serialShown().equals(before));
    }

    private void awaitNotRenewed(String reason) {
        await().atMost(SOON).until(() -> world.log().lines().stream()
                .anyMatch(line -> line.startsWith("certificates are not renewed")
                        && line.contains("setting=tls file=" + shown.key())
                        && line.contains(reason)));
    }

    @Test
    void T3_an_upstream_of_an_unknown_authority_is_not_asked_and_the_reason_says_how_to_mend_it() throws Exception {
        GatewayUnderTest lost = world.gateway(calling(far));

        await().atMost(SOON).untilAsserted(() -> assertThat(
                        get(lost, "/v1/models").body())
                .contains("its certificate is not from an authority that is trusted here; set upstream_tls.ca to"));
    }

    @Test
    void T3_an_upstream_in_plain_http_is_reached_beside_one_by_tls() throws Exception {
        GatewayUnderTest both =
                world.gateway("""
                upstream_tls: {ca: "%s"}
                probe: {interval_s: 60}
                default_model: plain
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  plain: {type: proxy, proxy_url: "%s"}
                """.formatted(TestAuthority.mesh().file(folder), far.url(), backend.baseUrl()));

        both.awaitListed("plain", true);
        both.awaitListed("planner", true);
    }

    @Test
    void T3_nothing_is_sent_to_an_upstream_of_an_unknown_authority_or_of_another_name() throws Exception {
        String otherName = TestAuthority.mesh()
                .issueFor("elsewhere.example", folder, "elsewhere")
                .yaml();
        GatewayUnderTest misnamed = world.gateway("tls: {" + otherName + "}\n");
        String trusting = "upstream_tls: {ca: \"" + TestAuthority.mesh().file(folder) + "\"}\n";

        assertCannotConnect("", far.url());
        assertCannotConnect(trusting, misnamed.url());
    }

    /** Nodes are not probed, so it is the request for an answer that finds out. */
    private void assertCannotConnect(String config, URI upstream) throws Exception {
        GatewayUnderTest caller = world.gateway(config);
        try (RawHttp client = RawHttp.connect(caller.url())) {
            Answer taken =
                    client.post("/v1/nodes/register", """
                            {"node_id": "box", "base_url": "%s", "roles": ["planner"]}""".formatted(upstream)).readAnswer(SOON);
            assertThat(taken.status()).as(taken.body()).isEqualTo(200);

            Answer answer = client.post(Chats.PATH, Chats.whole("planner")).readAnswer(SOON);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("upstream_connect_failed");
        }
    }

    @Test
    void T3_an_upstream_whose_handshake_does_not_come_is_left_within_the_time_to_connect() throws Exception {
        // The kernel accepts, and nobody says anything.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertCannotConnect(
                    "models: {planner: {type: discovered, timeouts: {connect_s: 0.3}}}\n",
                    URI.create("https://127.0.0.1:" + silent.getLocalPort()));
        }
    }

    @Test
    void T5_handshakes_and_heads_that_do_not_come_are_cut_at_the_deadline() throws Exception {
        long begun = System.nanoTime();
        try (RawHttp silent = RawHttp.connect("127.0.0.1", gateway.port());
                RawHttp slow = RawHttp.connect(gateway.url())) {
            slow.send("GET /health HTTP/1.1\r\nHost: g\r\n");

            assertThat(slow.readAnswer(HEAD.plus(SOON)).status()).isEqualTo(408);
            assertThat(slow.closedWithin(SOON)).isTrue();
            assertThat(silent.closedWithin(SOON)).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(HEAD, HEAD.plus(SOON));
    }

    @Test
    void T5_a_head_that_two_readers_may_take_for_different_things_is_refused() throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            Answer answer = client.send("GET /health HTTP/1.1\nHost: g\n\n").readAnswer(SOON);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("each of its headers is on one line");
        }
    }

    @Test
    void T6_events_come_one_by_one_through_a_tls_upstream() throws Exception {
        Semaphore more = new Semaphore(0);
        backend.behave(Streams.gated(3, more));
        try (RawHttp client = RawHttp.connect(near.url())) {
            client.post(Chats.PATH, Chats.stream("planner")).readHead(SOON);

            assertThat(client.nextEvent(SOON).orElseThrow().data()).contains("#0 ");
            more.release();
            assertThat(client.nextEvent(SOON).orElseThrow().data()).contains("#1 ");
            more.release();
            assertRunsToItsEnd(client);
        } finally {
            backend.behave(Answers.chat());
        }
    }

    @Test
    void T6_a_client_that_leaves_is_gone_at_a_tls_upstream_too() throws Exception {
        backend.behave(Streams.hangsAfter(1));
        int before = backend.counts().aborted();
        try (RawHttp client = RawHttp.connect(near.url())) {
            client.post(Chats.PATH, Chats.stream("planner")).readHead(SOON);
            assertThat(client.nextEvent(SOON)).isPresent();
        }

        backend.awaitAborted(before + 1, SOON);
        backend.behave(Answers.chat());
    }

    private static void assertRunsToItsEnd(RawHttp stream) throws IOException {
        List<RawHttp.Event> rest = new ArrayList<>();
        for (var event = stream.nextEvent(SOON); event.isPresent(); event = stream.nextEvent(SOON)) {
            rest.add(event.get());
        }
        assertThat(rest).last().matches(RawHttp.Event::isDone);
        assertThat(stream.end()).isEqualTo(RawHttp.BodyEnd.CLEAN);
    }

    private Answer get(GatewayUnderTest of, String path) throws IOException {
        try (RawHttp client = RawHttp.connect(of.url())) {
            return client.get(path).readAnswer(SOON);
        }
    }

    /** A client that comes again, and could go on with the session that it had. */
    private BigInteger serialShown() throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            assertThat(client.get("/health").readAnswer(SOON).status()).isEqualTo(200);
            return client.certificate().getSerialNumber();
        }
    }

    /** The type of the first record that comes back, and of an alert its two bytes, to a hello of this version at most. */
    private int[] answerToHello(String version) throws IOException {
        byte[] hello = HexFormat.of()
                .parseHex("16030100450100" + "0041" + version + "00".repeat(32) + "00" + "0004c02bc009" + "0100"
                        + "0014" + "000a000400020017" + "000d000800060403" + "04010203");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(hello);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int type = in.readUnsignedByte();
            in.readUnsignedShort();
            byte[] record = in.readNBytes(in.readUnsignedShort());
            return type == ALERT ? new int[] {type, record[0], record[1]} : new int[] {type};
        }
    }
}
