package org.rolemesh.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that thinks of nothing and says it as fast as the machine can, or at an even pace. Closing ends it. */
public final class BenchBackend implements AutoCloseable {
    private static final int BACKLOG = 8192;
    /** To Vert.x a negative port is any free one, the same for all servers of a deployment. */
    private static final int ANY_PORT = -1;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger port = new AtomicInteger();
    private final BackendProfile profile;
    private final BackendAnswers answers;

    private BenchBackend(BackendProfile profile) {
        this.profile = profile;
        answers = new BackendAnswers(profile);
    }

    /**
     * Starts one, and returns when it listens.
     *
     * @param port 0: any free one
     */
    public static BenchBackend start(String host, int port, BackendProfile profile) throws Exception {
        BenchBackend backend = new BenchBackend(profile);
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
        Future<String> deployed = backend.vertx.deployVerticle(
                () -> backend.new Listener(host, port == 0 ? ANY_PORT : port),
                new DeploymentOptions().setInstances(loops));
        try {
            deployed.toCompletionStage().toCompletableFuture().get();
            return backend;
        } catch (ExecutionException e) {
            backend.close();
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    public int port() {
        return port.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private final class Listener extends AbstractVerticle {
        private final String host;
        private final int wanted;

        Listener(String host, int wanted) {
            this.host = host;
            this.wanted = wanted;
        }

        @Override
        public void start(Promise<Void> started) {
            EventWheel wheel = new EventWheel(vertx, profile.gap().toNanos());
            NetServer server = vertx.createNetServer(
                    new NetServerOptions().setAcceptBacklog(BACKLOG).setTcpNoDelay(true));
            server.connectHandler(socket -> new BackendConnection(socket, context, profile, answers, wheel).serve())
                    .listen(wanted, host)
                    .onSuccess(listening -> port.set(listening.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
