package org.rolemesh.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.Reader;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A program that answers as llama-server does (0.7.0, build 11669), and fails as one may; needs the JDK alone, so that it
 * starts fast. Takes llama-server's arguments. Writes the body of each chat to the file {@code -Dfake.chats}. How it
 * behaves is read from the file {@code -Dfake.behaviour} at each turn:
 *
 * <ul>
 *   <li>{@code loading_ms}: says "Loading model" so long; {@code hang}: says it for ever
 *   <li>{@code crash_after_ms}: says {@code message} on stderr and ends with code 1 after so long
 *   <li>{@code refuse_port}: ends as where its port is taken; {@code flood}: writes to stdout without pause
 *   <li>{@code tokens}: at most so many in an answer (16); {@code token_ms}: one of them takes so long (1)
 *   <li>{@code wedge}: takes requests and makes no token; {@code fail_chat}: every chat fails with 500
 * </ul>
 */
public final class FakeLlamaServer {
    private static final String JSON = "application/json; charset=utf-8";
    private static final String TEXT = "text/plain; version=0.0.4";

    private final Map<String, String> arguments;
    private final List<String> keys;
    private final FakeLlamaChat chat;
    private final long startedAt = System.nanoTime();

    private FakeLlamaServer(Map<String, String> arguments, List<String> keys) {
        this.arguments = arguments;
        this.keys = keys;
        this.chat = new FakeLlamaChat(arguments.getOrDefault("--alias", "fake"), slots());
    }

    public static void main(String[] args) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
        Map<String, String> arguments = read(args);
        String keyFile = arguments.get("--api-key-file");
        List<String> keys = keyFile == null ? List.of() : Files.readAllLines(Path.of(keyFile));
        new FakeLlamaServer(arguments, keys).run();
    }

    private void run() throws IOException {
        String host = arguments.getOrDefault("--host", "127.0.0.1");
        int port = Integer.parseInt(arguments.getOrDefault("--port", "8080"));
        System.out.println("I srv    load_model: loading model '" + arguments.get("--model") + "'");
        crashLater();
        try {
            if (behaves("refuse_port")) {
                throw new BindException("as it was told");
            }
            listen(new InetSocketAddress(host, port));
        } catch (BindException e) {
            System.err.println(
                    "E srv  llama_server: couldn't bind HTTP server socket, hostname: " + host + ", port: " + port);
            Runtime.getRuntime().halt(1);
        }
        System.out.println("I srv  llama_server: listening on http://" + host + ":" + port);
        while (behaves("flood")) {
            System.out.println("W srv  flood: this line is one of very many, and there is no end of them");
        }
    }

    private void listen(InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, 128);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/")) {
                send(exchange, 404, error(404, "not_found_error", "File Not Found"));
            } else if (isLoading()) {
                send(exchange, 503, error(503, "unavailable_error", "Loading model"));
            } else if (path.equals("/health") || path.equals("/v1/health")) {
                send(exchange, 200, "{\"status\":\"ok\"}");
            } else if (!mayPass(exchange)) {
                send(exchange, 401, error(401, "authentication_error", "Invalid API Key"));
            } else {
                answer(exchange, path, new String(body, StandardCharsets.UTF_8));
            }
        }
    }

    private void answer(HttpExchange exchange, String path, String body) throws IOException {
        switch (path) {
            case "/v1/chat/completions" -> {
                note(body);
                if (behaves("fail_chat")) {
                    send(exchange, 500, error(500, "server_error", "Compute error."));
                } else {
                    chat.answer(exchange, body);
                }
            }
            case "/v1/models", "/models" ->
                send(
                        exchange,
                        200,
                        "{\"object\":\"list\",\"data\":[{\"id\":\"" + alias()
                                + "\",\"object\":\"model\",\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx\":" + context()
                                + "}}]}");
            case "/props" ->
                send(
                        exchange,
                        200,
                        "{\"default_generation_settings\":{\"n_ctx\":" + context() + "},\"total_slots\":" + slots()
                                + ",\"model_alias\":\"" + alias() + "\",\"model_path\":\"" + arguments.get("--model")
                                + "\",\"build_info\":\"fake\",\"is_sleeping\":false}");
            case "/slots" -> send(exchange, 200, slotList());
            case "/metrics" -> send(exchange, 200, TEXT, chat.metrics());
            default -> send(exchange, 404, error(404, "not_found_error", "File Not Found"));
        }
    }

    /** In one piece: several processes write there. */
    private static void note(String chat) throws IOException {
        ByteBuffer line = StandardCharsets.UTF_8.encode(chat.replace('\n', ' ') + "\n");
        Path chats = Path.of(System.getProperty("fake.chats"));
        try (FileChannel file = FileChannel.open(chats, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            file.write(line);
        }
    }

    private boolean isLoading() {
        long runs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
        return behaves("hang") || runs < number("loading_ms", 0);
    }

    private boolean mayPass(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return keys.isEmpty() || keys.stream().anyMatch(key -> ("Bearer " + key).equals(header));
    }

    private String slotList() {
        return IntStream.range(0, slots())
                .mapToObj(id -> "{\"id\":" + id + ",\"n_ctx\":" + context()
                        + ",\"speculative\":false,\"is_processing\":" + (id < chat.processing()) + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private int slots() {
        return Integer.parseInt(arguments.getOrDefault("--parallel", "1"));
    }

    private int context() {
        return Integer.parseInt(arguments.getOrDefault("--ctx-size", "4096")) / slots();
    }

    private String alias() {
        return arguments.getOrDefault("--alias", "fake");
    }

    private static void crashLater() {
        long after = number("crash_after_ms", -1);
        if (after >= 0) {
            Executors.newSingleThreadScheduledExecutor().schedule(FakeLlamaServer::crash, after, TimeUnit.MILLISECONDS);
        }
    }

    private static void crash() {
        System.err.println(behaviour().getProperty("message", "E ggml_abort: as it was told"));
        Runtime.getRuntime().halt(1);
    }

    static boolean behaves(String name) {
        return behaviour().containsKey(name);
    }

    static long number(String name, long otherwise) {
        return Long.parseLong(behaviour().getProperty(name, String.valueOf(otherwise)));
    }

    private static Properties behaviour() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(System.getProperty("fake.behaviour")))) {
            properties.load(reader);
        } catch (IOException e) {
            return properties; // the test has removed its folder, and will end this
        }
        return properties;
    }

    static void send(HttpExchange exchange, int status, String json) throws IOException {
        send(exchange, status, JSON, json);
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String error(int code, String type, String message) {
        return "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\",\"type\":\"" + type + "\"}}";
    }

    /** Options that have a value, by name; {@code -m} is another name of {@code --model}. */
    private static Map<String, String> read(String[] args) {
        Map<String, String> read = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].startsWith("-") && !args[i + 1].startsWith("--")) {
                read.put(args[i].equals("-m") ? "--model" : args[i], args[i + 1]);
            }
        }
        return read;
    }
}
