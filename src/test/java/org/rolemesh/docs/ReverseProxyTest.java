package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.ProxyProcess;
import org.rolemesh.testing.Streams;
import org.rolemesh.testing.TestCertificate;

/** The configurations of reverse proxies in the page on several hosts, in front of a gateway, as printed there. */
class ReverseProxyTest {
    private static final Page PAGE = Page.read("docs/DEPLOYMENT.md");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int LARGE = 8 << 20;

    @TempDir
    private Path folder;

    private final FaultBackend backend = FaultBackend.start();
    private final GatewayUnderTest gateway = GatewayUnderTest.start("""
            auth: {client_api_keys: [test-client-key]}
            models:
              planner: {type: proxy, proxy_url: "%s"}
            """.formatted(backend.baseUrl()));
    private final int port = ProxyProcess.freePort();

    @AfterEach
    void leave_nothing_open() {
        gateway.close();
        backend.close();
    }

    @Test
    void nginx_passes_keys_events_bodies_and_goodbyes_on() throws Exception {
        Path nginx = program("nginx");
        TestCertificate certificate = TestCertificate.create(folder);
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                %s
                }
                """.formatted(
                        here(PAGE.block("nginx").replace("listen 443", "listen 127.0.0.1:" + port), certificate)));

        try (ProxyProcess proxy = ProxyProcess.start(
                folder,
                port,
                List.of(nginx.toString(), "-p", folder.toString(), "-e", "stderr", "-c", config.toString()))) {
            assertPassesOn(certificate);
        }
    }

    @Test
    void caddy_passes_keys_events_bodies_and_goodbyes_on() throws Exception {
        Path caddy = program("caddy");
        TestCertificate certificate = TestCertificate.create(folder);
        String site = PAGE.block("caddy").replace("models.example.lan {", "https://localhost:" + port + " {");
        Path config = Files.writeString(
                folder.resolve("Caddyfile"),
                "{\n    admin off\n    auto_https disable_redirects\n    default_bind 127.0.0.1\n}\n"
                        + here(site, certificate));

        try (ProxyProcess proxy = ProxyProcess.start(
                folder,
                port,
                List.of(caddy.toString(), "run", "--adapter", "caddyfile", "--config", config.toString()))) {
            assertPassesOn(certificate);
        }
    }

    private static Path program(String name) {
        assumeThat(ProxyProcess.find(name))
                .as(name + " is not here: what the page says of it was not tried")
                .isPresent();
        return ProxyProcess.find(name).orElseThrow();
    }

    private String here(String snippet, TestCertificate certificate) {
        assertThat(snippet).contains("127.0.0.1:8000", "/etc/ssl/models.crt", "/etc/ssl/models.key");
        return snippet.replace("127.0.0.1:8000", "127.0.0.1:" + gateway.port())
                .replace("/etc/ssl/models.crt", certificate.certificate().toString())
                .replace("/etc/ssl/models.key", certificate.key().toString());
    }

    private void assertPassesOn(TestCertificate certificate) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(certificate.trusting()).build();
        assertEventsComeOneByOne(client);
        assertLeavingEndsTheRequest(client);
        assertLargeBodiesPass(client);
    }

    /** The backend holds the other events back until the client has the first. */
    private void assertEventsComeOneByOne(HttpClient client) throws Exception {
        Semaphore more = new Semaphore(0);
        backend.behave(Streams.gated(3, more));

        HttpResponse<Stream<String>> answer = client.send(chat("hello", true), BodyHandlers.ofLines());
        Iterator<String> events =
                answer.body().filter(Predicate.not(String::isEmpty)).iterator();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(events.next()).contains("#0 ");
        more.release();
        assertThat(events.next()).contains("#1 ");
        more.release();
        assertThat(events).toIterable().hasSize(3).last().isEqualTo("data: [DONE]");
    }

    private void assertLeavingEndsTheRequest(HttpClient client) throws Exception {
        backend.behave(Streams.hangsAfter(1));
        try (InputStream body =
                client.send(chat("hello", true), BodyHandlers.ofInputStream()).body()) {
            assertThat(body.read()).isEqualTo('d');
        }

        backend.awaitAborted(1, SOON);
    }

    private void assertLargeBodiesPass(HttpClient client) throws IOException, InterruptedException {
        backend.behave(Answers.chat());

        assertThat(client.send(chat("x".repeat(LARGE), false), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        // A probe may have come after it.
        assertThat(backend.requests()).anyMatch(request -> request.body().length > LARGE);
    }

    private HttpRequest chat(String content, boolean stream) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/v1/chat/completions"))
                .timeout(SOON)
                .header("Authorization", "Bearer test-client-key")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"messages\":[{\"role\":\"user\",\"content\":\"" + content
                        + "\"}],\"stream\":" + stream + "}"))
                .build();
    }
}
