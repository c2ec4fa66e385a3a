package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Somebody else's reverse proxy as a process of its own, on a loopback port. Closing ends it. */
public final class ProxyProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final int STOP_SECONDS = 5;

    private final Process process;

    private ProxyProcess(Process process) {
        this.process = process;
    }

    /** The program of this name: where an environment variable like {@code NGINX_PROGRAM} says, else on the PATH. */
    public static Optional<Path> find(String program) {
        String own = System.getenv(program.toUpperCase(Locale.ROOT) + "_PROGRAM");
        Stream<Path> places = own != null
                ? Stream.of(Path.of(own))
                : Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, program)),
                        Stream.of(Path.of("/usr/sbin", program)));
        return places.filter(Files::isExecutable).findFirst();
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it in this folder, which is its home as well, and waits until it accepts connections on the port. */
    public static ProxyProcess start(Path folder, int port, List<String> command) throws IOException {
        Path log = folder.resolve("proxy.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
        Process process = builder.start();
        ProxyProcess proxy = new ProxyProcess(process);
        try {
            Awaitility.await()
                    .atMost(START_TIMEOUT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !process.isAlive() || accepts(port));
            if (!process.isAlive()) {
                throw new AssertionError("it has ended: " + Files.readString(log));
            }
            return proxy;
        } catch (RuntimeException | AssertionError e) {
            proxy.close();
            throw e;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
