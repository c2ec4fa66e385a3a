package org.rolemesh.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
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
        vertx.runOnContext(ignored -> new Deadline(vertx, () -> heard.add("expired")).within(Duration.ofMillis(5)));

        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("expired");
    }

    @Test
    void what_came_in_time_counts_however_long_the_loop_was_held_up() throws Exception {
        CompletableFuture<Deadline> deadline = new CompletableFuture<>();
        Context loop = vertx.getOrCreateContext();
        CompletableFuture<NetServer> server = new CompletableFuture<>();
        loop.runOnContext(ignored -> {
            deadline.complete(new Deadline(vertx, () -> heard.add("expired")));
            vertx.createNetServer()
                    .connectHandler(socket -> {
                        heard.add("connected");
                        socket.handler(bytes -> {
                            deadline.join().cancel();
                            heard.add("came");
                        });
                    })
                    .listen(0, "127.0.0.1")
                    .onSuccess(server::complete);
        });
        int port = server.get(10, TimeUnit.SECONDS).actualPort();
        try (Socket sender = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("connected");

            loop.runOnContext(ignored -> sendWhileHeldUp(sender, deadline.join()));

            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("came");
        }
    }

    private static void sendWhileHeldUp(Socket sender, Deadline deadline) {
        deadline.within(Duration.ofMillis(5));
        long later = System.nanoTime() + Duration.ofMillis(50).toNanos();
        try {
            sender.getOutputStream().write('x');
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        while (System.nanoTime() < later) {
            Thread.onSpinWait();
        }
    }
}
