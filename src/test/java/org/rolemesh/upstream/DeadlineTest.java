package org.rolemesh.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void leave_nothing_open() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void it_expires() throws Exception {
        vertx.runOnContext(ignored ->
                new Deadline(vertx.getOrCreateContext(), () -> heard.add("expired")).within(Duration.ofMillis(5)));

        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("expired");
    }

    @Test
    void what_came_in_time_counts_however_long_the_loop_was_held_up() throws Exception {
        CompletableFuture<NetSocket> received = new CompletableFuture<>();
        NetServer server = vertx.createNetServer()
                .connectHandler(received::complete)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        try (Socket sender = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            NetSocket receiver = received.get(10, TimeUnit.SECONDS);
            receiver.handler(first -> {
                Deadline deadline = new Deadline(vertx.getOrCreateContext(), () -> heard.add("expired"));
                receiver.handler(second -> {
                    deadline.cancel();
                    heard.add("came");
                });
                deadline.within(Duration.ofMillis(5));
                send(sender);
                holdUp(Duration.ofMillis(50));
            });
            send(sender);

            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("came");
        }
        assertThat(heard).isEmpty();
    }

    private static void send(Socket sender) {
        try {
            sender.getOutputStream().write('x');
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void holdUp(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
