package org.rolemesh.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rolemesh.testing.ChildJvm;

/** A process of its own that uses state folders until it is killed. */
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
        return start("lock", List.of(folder));
    }

    /**
     * Writes {@code {"n": 1}} in each of the folders, then 2 and so on, all at a time. Says each number once it has been
     * written, after the position of its folder: {@code 0 1}.
     */
    static StateChild writing(List<Path> folders) throws IOException {
        return start("write", folders);
    }

    /** Tells a {@link StateWriter} the milliseconds since the epoch as {@code n}, all the time; says the first. */
    static StateChild changing(Path folder) throws IOException {
        return start("change", List.of(folder));
    }

    private static StateChild start(String mode, List<Path> folders) throws IOException {
        String[] arguments = Stream.concat(Stream.of(mode), folders.stream().map(Path::toString))
                .toArray(String[]::new);
        return new StateChild(ChildJvm.brief(StateChild.class, arguments)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
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

    /** Goes on until whoever started it kills it or ends itself. */
    public static void main(String[] args) throws Exception {
        List<StateFolder> held = new ArrayList<>();
        try {
            for (String folder : List.of(args).subList(1, args.length)) {
                held.add(StateFolder.open(Path.of(folder), "gateway"));
            }
        } catch (StateLocked e) {
            System.out.println(e.getMessage());
            return;
        }
        for (int folder = 0; folder < held.size(); folder++) {
            use(args[0], held.get(folder).file("nodes.json", 1), folder);
        }
        System.in.read();
        System.exit(0);
    }

    private static void use(String mode, StateFile file, int number) {
        switch (mode) {
            case "lock" -> System.out.println("locked");
            case "write" -> new Thread(() -> write(file, number), "writer").start();
            default -> change(file);
        }
    }

    private static void write(StateFile file, int number) {
        try {
            for (long n = 1; ; n++) {
                file.write(numbered(n));
                System.out.println(number + " " + n);
            }
        } catch (IOException e) {
            System.out.println(e);
            System.exit(1);
        }
    }

    private static void change(StateFile file) {
        StateWriter writer = new StateWriter(file);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        System.out.println(System.currentTimeMillis());
        clock.scheduleAtFixedRate(
                () -> {
                    long now = System.currentTimeMillis();
                    writer.changed(() -> numbered(now));
                },
                0,
                1,
                TimeUnit.MILLISECONDS);
    }

    private static ObjectNode numbered(long n) {
        return JsonNodeFactory.instance.objectNode().put("n", n).put("filling", FILLING);
    }
}
