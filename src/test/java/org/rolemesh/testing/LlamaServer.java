package org.rolemesh.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A real llama-server process on a free loopback port, with one of the tiny models. The program is named by the
 * environment variable {@code LLAMA_SERVER}, the directory of models by {@code LLAMA_MODELS} (default
 * {@code ../shared/models}); output goes to {@code target/llama-server-logs}. For one thread.
 *
 * <p>The tiny models make thousands of tokens a second and seldom stop by themselves, and the server runs with
 * {@code --context-shift}, so that an answer may outgrow its context: give {@code max_tokens} with every request, or take
 * {@link #endlessStream()} where one is wanted that ends only when its client leaves.
 */
public final class LlamaServer implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final int STOP_SECONDS = 5;
    private static final Pattern BUSY = Pattern.compile("\"is_processing\"\\s*:\\s*true");

    private final List<String> command;
    private final String alias;
    private final int port;
    private final File log;
    private Process process;

    private LlamaServer(List<String> command, String alias, int port, File log) {
        this.command = command;
        this.alias = alias;
        this.port = port;
        this.log = log;
    }

    /** The program, where the environment names one. */
    public static Optional<Path> executable() {
        return Optional.ofNullable(System.getenv("LLAMA_SERVER"))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /** The folder of the tiny models. */
    public static Path models() {
        return Path.of(Optional.ofNullable(System.getenv("LLAMA_MODELS")).orElse("../shared/models"));
    }

    /** Starts a server for this alias and model file, with so many slots of 1,024 tokens, and waits until it is ready. */
    public static LlamaServer start(String alias, String modelFile, int slots, String... moreArguments) {
        Path program = executable().orElseThrow(() -> new IllegalStateException("LLAMA_SERVER is not set"));
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(program.toString(), "--host", "127.0.0.1"));
        command.addAll(List.of("--port", String.valueOf(port), "--alias", alias));
        command.addAll(List.of("--model", models().resolve(modelFile).toString()));
        command.addAll(List.of("--parallel", String.valueOf(slots), "--ctx-size", String.valueOf(1024 * slots)));
        command.addAll(List.of("--slots", "--metrics", "--context-shift", "--no-webui", "--offline"));
        command.addAll(List.of(moreArguments));
        LlamaServer server = new LlamaServer(command, alias, port, logFile(alias, port));
        server.launch();
        server.awaitReady();
        return server;
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** The body of a chat request whose stream goes on until its client leaves, whatever context the model has. */
    public String endlessStream() {
        return "{\"model\":\"" + alias + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],"
                + "\"stream\":true,\"max_tokens\":-1,\"ignore_eos\":true}";
    }

    /** How many slots are decoding now, by {@code GET /slots}. */
    public int busySlots() {
        return (int) BUSY.matcher(get("/slots").body()).results().count();
    }

    /** Asks the process to end (SIGTERM), kills it after 5 s, and returns when it is gone. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops and starts again on the same port, and waits until it is ready. */
    public void restart() {
        stop();
        launch();
        awaitReady();
    }

    /** Stops and starts again on the same port, without waiting for it. */
    public void restartWithoutWaiting() {
        stop();
        launch();
    }

    @Override
    public void close() {
        stop();
    }

    private void launch() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    private void awaitReady() {
        try {
            Awaitility.await("llama-server is ready, see " + log)
                    .atMost(START_TIMEOUT)
                    .pollInterval(Duration.ofMillis(50))
                    .failFast("llama-server has ended, see " + log, () -> !process.isAlive())
                    .until(this::healthy);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private boolean healthy() {
        try {
            return get("/health").status() == 200;
        } catch (UncheckedIOException e) {
            return false; // it does not listen yet
        }
    }

    private RawHttp.Answer get(String path) {
        try (RawHttp http = RawHttp.connect(baseUrl())) {
            return http.get(path, "Connection: close").readAnswer(ANSWER_TIMEOUT);
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + path + " of llama-server", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File logFile(String alias, int port) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "llama-server-logs"));
            return directory.resolve(alias + "-" + port + ".log").toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
