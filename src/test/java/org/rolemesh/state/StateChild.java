package org.rolemesh.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that uses a state folder until it is killed. */
final class StateChild implements AutoCloseable {
    /** Text enough for a write to be more than one block. */
    private static final String FILLING = "x".repeat(20_000);

    private final Process process;
    private final BufferedReader output;

    private StateChild(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    /** Takes the folder; its first line is {@code locked}, or why not. */
    static StateChild locking(Path folder) throws IOException {
        return start("lock", folder);
    }

    /** Writes {@code {"n": 1}}, then 2 and so on, and says each number once it has been written. */
    static StateChild writing(Path folder) throws IOException {
        return start("write", folder);
    }

    /** Tells a {@link StateWriter} the milliseconds since the epoch as {@code n}, all the time; says the first. */
    static StateChild changing(Path folder) throws IOException {
        return start("change", folder);
    }

    private static StateChild start(String mode, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StateChild.class.getName(),
                        mode,
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return new StateChild(builder.start());
    }

    /** The next line that it says; null once it has ended. */
    String line() throws IOException {
        return output.readLine();
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its output on our side as well
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public static void main(String[] args) throws Exception {
        try (StateFolder folder = StateFolder.open(Path.of(args[1]), "gateway")) {
            StateFile file = folder.file("nodes.json", 1);
            switch (args[0]) {
                case "lock" -> lock();
                case "write" -> write(file);
                default -> change(file);
            }
        } catch (StateLocked e) {
            System.out.println(e.getMessage());
        }
    }

    /** Until whoever started it kills it or ends itself. */
    private static void lock() throws IOException {
        System.out.println("locked");
        System.in.read();
    }

    private static void write(StateFile file) throws IOException {
        for (long n = 1; System.in.available() == 0; n++) {
            file.write(numbered(n));
            System.out.println(n);
        }
    }

    private static void change(StateFile file) throws IOException, InterruptedException {
        StateWriter writer = new StateWriter(file);
        System.out.println(System.currentTimeMillis());
        while (System.in.available() == 0) {
            long now = System.currentTimeMillis();
            writer.changed(() -> numbered(now));
            Thread.sleep(1);
        }
    }

    private static ObjectNode numbered(long n) {
        return JsonNodeFactory.instance.objectNode().put("n", n).put("filling", FILLING);
    }
}
