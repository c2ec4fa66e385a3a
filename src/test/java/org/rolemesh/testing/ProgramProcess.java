package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** The program in a process of its own, with what it says on stderr. Closing kills it. */
public abstract sealed class ProgramProcess implements AutoCloseable permits GatewayProcess, AgentProcess {
    private final Process process;
    private final Pattern listening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    /**
     * @param env all that it knows of its environment's {@code ROLE_MESH_}
     * @param listening its line on stderr that ends with its port
     */
    ProgramProcess(ProcessBuilder builder, Map<String, String> env, Pattern listening) {
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("ROLE_MESH_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(env);
        this.listening = listening;
        try {
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reader = new Thread(this::read, "program-process-stderr");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits until it listens, and says where. */
    public final URI awaitListening(Duration timeout) throws InterruptedException {
        String line = awaitLine(listening, timeout);
        return URI.create("http://127.0.0.1:" + line.substring(line.lastIndexOf('=') + 1));
    }

    /** Waits for a line on stderr that holds this pattern. */
    public final String awaitLine(Pattern pattern, Duration timeout) throws InterruptedException {
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

    public final long pid() {
        return process.pid();
    }

    /** Asks it to stop: SIGTERM. */
    public final void terminate() {
        process.toHandle().destroy(); // Process.destroy would close stderr on our side as well
    }

    /** SIGHUP: a gateway looks at its files again, an agent ends and leaves its processes to the next one. */
    public final void hangUp() throws InterruptedException {
        try {
            Process kill = new ProcessBuilder("kill", "-HUP", String.valueOf(pid())).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new AssertionError("kill -HUP has failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it without a word: SIGKILL. Returns once it is gone. */
    public final void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its end and gives its exit status. */
    public final int awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it still runs after " + timeout.toMillis() + " ms: " + stderr());
        }
        return process.exitValue();
    }

    /** What it has said on stderr so far. */
    public final List<String> stderr() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void close() {
        kill();
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
