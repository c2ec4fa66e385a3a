package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.rolemesh.process.ProcessMark;
import org.rolemesh.process.Strays;

/**
 * What a node agent needs of a host: models {@code planner.gguf}, {@code writer.gguf} and {@code coder.gguf}, a
 * {@link FakeLlama} for all of them, ports that no other test has, and a place for its state.
 */
public final class AgentFolder {
    private static final int PORTS = 8;
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 31_000;
    private static final String USUAL_SERVER = "llama_server: {$SERVER}\n";

    /** Another JVM with tests begins elsewhere. */
    private static final AtomicInteger NEXT_BLOCK =
            new AtomicInteger((int) ProcessHandle.current().pid());

    private final Path folder;
    private final int firstPort = freePorts();

    private AgentFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Fills an empty folder.
     *
     * @param behaviour as {@link FakeLlama} knows it
     */
    public static AgentFolder create(Path folder, Map<String, String> behaviour) {
        AgentFolder created = new AgentFolder(folder);
        created.behave(behaviour);
        List.of("planner", "writer", "coder").forEach(created::addModel);
        return created;
    }

    /** How llama-servers behave from now on; those that run too, as far as they look. */
    public void behave(Map<String, String> behaviour) {
        FakeLlama.script(fakes(), behaviour);
    }

    /**
     * A config: this host, and then what the test says. Where that has a {@code llama_server}, its {@code $SERVER} stands
     * for program and ports.
     */
    public String config(String yaml) {
        String server = "path: \"" + program() + "\", port_range: " + firstPort + "-" + lastPort();
        String all = "version: 1\nnode_id: box\nmodels_dir: \"" + models() + "\"\n"
                + (yaml.contains("llama_server:") ? yaml : USUAL_SERVER + yaml);
        return all.replace("$SERVER", server);
    }

    public Path models() {
        return folder.resolve("models");
    }

    public Path state() {
        return folder.resolve("state");
    }

    public Path program() {
        return fakes().resolve("llama-server");
    }

    public int firstPort() {
        return firstPort;
    }

    private int lastPort() {
        return firstPort + PORTS - 1;
    }

    /** The process ids of all starts of llama-server. */
    public List<Long> starts() {
        return FakeLlama.starts(fakes());
    }

    /** The bodies of all chats that llama-servers have seen. */
    public List<String> chats() {
        return FakeLlama.chats(fakes());
    }

    /** What runs now of all that was started from here: fake llama-servers, and what those have started. */
    public List<ProcessMark> processes() {
        try {
            return Strays.withArgument(argument -> argument.contains(folder.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where something is left of an agent that has stopped: a process, a port, a key. */
    public void requireNothingLeft() {
        List<ProcessMark> left = processes();
        left.forEach(mark -> ProcessHandle.of(mark.pid()).ifPresent(ProcessHandle::destroyForcibly));
        if (!left.isEmpty()) {
            throw new AssertionError("processes are left: " + left);
        }
        Awaitility.await("ports free")
                .until(() -> IntStream.rangeClosed(firstPort, lastPort()).allMatch(AgentFolder::isFree));
        String[] keys = state().resolve("keys").toFile().list();
        if (keys != null && keys.length > 0) {
            throw new AssertionError("keys are left: " + List.of(keys));
        }
    }

    private void addModel(String name) {
        try {
            Files.createDirectories(models());
            Files.writeString(models().resolve(name + ".gguf"), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path fakes() {
        return folder.resolve("fakes");
    }

    /** Below those that the system gives to whoever asks for any port. */
    private static int freePorts() {
        int blocks = (LAST_PORT - FIRST_PORT) / PORTS;
        for (int tried = 0; tried < blocks; tried++) {
            int first = FIRST_PORT + Math.floorMod(NEXT_BLOCK.getAndIncrement(), blocks) * PORTS;
            if (IntStream.range(first, first + PORTS).allMatch(AgentFolder::isFree)) {
                return first;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
