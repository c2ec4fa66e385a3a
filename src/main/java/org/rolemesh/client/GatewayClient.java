package org.rolemesh.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.tls.Credentials;
import org.rolemesh.tls.TlsTrouble;

/** The HTTP API of one gateway. An empty key means that none is shown. Methods block; thread safe. */
public final class GatewayClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int AT_ONCE = 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final UpstreamUrl url;
    private final HttpClient http;

    /** @param tls whom to trust, for a URL that begins with https */
    public GatewayClient(UpstreamUrl url, Credentials tls) {
        this.url = url;
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        if (!tls.isNone()) {
            client.sslContext(tls.clientContext());
        }
        this.http = client.build();
    }

    public UpstreamUrl url() {
        return url;
    }

    /** A name as one segment of a path. */
    public static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Gets a document.
     *
     * @param member that a gateway's answer has; what answers without it is no gateway
     */
    public JsonNode get(String path, String member, String key) throws IOException, Refusal, InterruptedException {
        HttpResponse<InputStream> answer = await(begin(request(path, key).GET()));
        JsonNode body = json(answer);
        if (!body.has(member)) {
            throw Refusal.of(answer.statusCode(), MissingNode.getInstance());
        }
        return body;
    }

    public JsonNode post(String path, String key) throws IOException, Refusal, InterruptedException {
        return json(await(begin(request(path, key).POST(BodyPublishers.noBody()))));
    }

    /** Posts to each path, several at a time, and gives the answers in the order of the paths. */
    public List<JsonNode> postAll(List<String> paths, String key) throws IOException, Refusal, InterruptedException {
        List<JsonNode> answers = new ArrayList<>();
        for (int from = 0; from < paths.size(); from += AT_ONCE) {
            List<CompletableFuture<HttpResponse<InputStream>>> asked = new ArrayList<>();
            for (String path : paths.subList(from, Math.min(paths.size(), from + AT_ONCE))) {
                asked.add(begin(request(path, key).POST(BodyPublishers.noBody())));
            }
            for (CompletableFuture<HttpResponse<InputStream>> answer : asked) {
                answers.add(json(await(answer)));
            }
        }
        return answers;
    }

    /** What the gateway says of itself, ready or not; needs no key. */
    public JsonNode readiness() throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                await(begin(request("/ready?verbose=1", "").GET()));
        return tree(answer);
    }

    /** Reads a text that comes while it is written. To close it is to leave. */
    public InputStream follow(String path, String key) throws IOException, Refusal, InterruptedException {
        HttpResponse<InputStream> answer = await(begin(request(path, key).GET()));
        if (answer.statusCode() / 100 != 2) {
            throw Refusal.of(answer.statusCode(), tree(answer));
        }
        return answer.body();
    }

    /** Begins a chat: as long as the model takes to load and to think, there is nothing to read yet. */
    CompletableFuture<HttpResponse<InputStream>> chat(byte[] body, String key) {
        return http.sendAsync(
                builder("/v1/chat/completions", key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofInputStream());
    }

    private CompletableFuture<HttpResponse<InputStream>> begin(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path, String key) {
        return builder(path, key).timeout(ANSWER);
    }

    private HttpRequest.Builder builder(String path, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url.base() + path));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    /** Says in words for a user what went wrong between here and there. */
    HttpResponse<InputStream> await(CompletableFuture<HttpResponse<InputStream>> asked)
            throws IOException, InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    private Unreachable unreachable(Throwable cause) {
        return TlsTrouble.of(cause, "--ca or ROLE_MESH_CA", "its tls.client_ca")
                .map(trouble -> new Unreachable("no TLS with the gateway at " + url + ": " + trouble, cause))
                .orElseGet(() -> silent(cause));
    }

    private Unreachable silent(Throwable cause) {
        String what = cause instanceof HttpConnectTimeoutException
                ? "no connection within " + CONNECT.toSeconds() + " s"
                : cause instanceof ConnectException
                        ? "connection refused, or the host is unknown"
                        : cause instanceof HttpTimeoutException
                                ? "no answer within " + ANSWER.toSeconds() + " s"
                                : "the connection broke off";
        return new Unreachable(
                "no gateway at " + url + ": " + what
                        + ". Start one with ./rolemesh gateway, or name another with --url",
                cause);
    }

    private JsonNode json(HttpResponse<InputStream> answer) throws IOException, Refusal {
        JsonNode body = tree(answer);
        if (answer.statusCode() / 100 != 2) {
            throw Refusal.of(answer.statusCode(), body);
        }
        return body;
    }

    /** The body of an answer; missing where it is no JSON. */
    JsonNode tree(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }
}
