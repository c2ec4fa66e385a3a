package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.rolemesh.cli.RoleMesh;

/**
 * The program as a user runs it: {@code rolemesh gateway} or {@code rolemesh node-agent} in a JVM of its own, with the
 * classes under test and what it says on stderr. Closing kills it.
 */
public final class GatewayProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("(gateway|node agent) is listening host=\\S+ port=\\d+$");

    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private GatewayProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "gateway-process-stderr");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it with this config file and these further arguments; its state is kept beside the config. */
    public static GatewayProcess start(Path config, String... arguments) {
        return start(config, stateBeside(config), arguments);
    }

    /** The same with these variables for all that it knows of its environment's {@code ROLE_MESH_}. */
    public static GatewayProcess start(Path config, Map<String, String> env, String... arguments) {
        return start(ChildJvm.brief(RoleMesh.class, command("gateway", config, arguments)), env);
    }

    /** An agent instead of a gateway. */
    public static GatewayProcess startAgent(Path config, Map<String, String> env, String... arguments) {
        return start(ChildJvm.brief(RoleMesh.class, command("node-agent", config, arguments)), env);
    }

    /** The same on any free port, in a JVM with these options that comes to be as fast as a user's. */
    public static GatewayProcess startAsShipped(Path config, String... jvmOptions) {
        return start(
                ChildJvm.asShipped(List.of(jvmOptions), RoleMesh.class, command("gateway", config, "--port", "0")),
                stateBeside(config));
    }

    private static GatewayProcess start(ProcessBuilder builder, Map<String, String> env) {
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).environment().putAll(env);
        try {
            return new GatewayProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] command(String subcommand, Path config, String... arguments) {
        List<String> all = new ArrayList<>(List.of(subcommand, "--config", config.toString()));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    private static Map<String, String> stateBeside(Path config) {
        return Map.of("ROLE_MESH_STATE_DIR", config.resolveSibling("state").toString());
    }

    /** Waits until it listens, and says where. */
    public URI awaitListening(Duration timeout) throws InterruptedException {
        String line = awaitLine(LISTENING, timeout);
        return URI.create("http://127.0.0.1:" + line.substring(line.lastIndexOf('=') + 1));
    }

    /** Waits for a line on stderr that holds this pattern. */
    public String awaitLine(Pattern pattern, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            for (int seen = 0; ; ) {
                while (seen < lines.size()) {
                    String line = lines.get(seen++);
                    if (pattern.matcher(line).find()) {
                        return line;
                    }
                }
                if (ended || left <= 0) {
                    throw new AssertionError("no line with " + pattern + " among " + lines);
                }
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Asks it to stop: SIGTERM. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy would close stderr on our side as well
    }

    /** Waits for its end and gives its exit status. */
    public int awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it still runs after " + timeout.toMillis() + " ms: " + stderr());
        }
        return process.exitValue();
    }

    /** What it has said on stderr so far. */
    private List<String> stderr() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader stderr = process.errorReader(UTF_8)) {
            for (String line = stderr.readLine(); line != null; line = stderr.readLine()) {
                String said = line;
                tell(() -> lines.add(said));
            }
        } catch (IOException e) {
            String why = "stderr broke off: " + e;
            tell(() -> lines.add(why));
        }
        tell(() -> ended = true);
    }

    private void tell(Runnable change) {
        lock.lock();
        try {
            change.run();
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
