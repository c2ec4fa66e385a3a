package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * A fake OpenAI backend on raw sockets, which answers each request as its {@link Behaviour} says, remembers what it was
 * sent, and counts how answers ended. It listens on a free port of 127.0.0.1 from {@link #start()} to {@link #close()}.
 *
 * <p>At first every {@code POST} is answered by {@link Answers#chat()}, {@code GET /v1/models} lists the model "fake",
 * {@code GET /health} is 200 and everything else 404. Safe for use by many threads.
 */
public final class FaultBackend implements AutoCloseable {
    private final Tally tally = new Tally();
    private final Pacer pacer = new Pacer();
    private final ExecutorService servers = Executors.newCachedThreadPool(FaultBackend::daemon);
    private final Map<String, Behaviour> byPath = new ConcurrentHashMap<>();
    private final List<ReceivedRequest> received = new ArrayList<>();
    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private volatile Behaviour onPost = Answers.chat();
    private volatile ServerLoop loop;
    private final int port;

    private FaultBackend() {
        byPath.put("/health", Answers.json(200, "{\"status\":\"ok\"}"));
        models("fake");
        loop = listen(0);
        port = loop.port();
    }

    /** Starts a backend that answers chats as a healthy one does. */
    public static FaultBackend start() {
        return new FaultBackend();
    }

    /** Starts a backend with this behaviour for every {@code POST}. */
    public static FaultBackend start(Behaviour onPost) {
        FaultBackend backend = new FaultBackend();
        backend.behave(onPost);
        return backend;
    }

    /** From now on every {@code POST} whose path has no behaviour of its own is served so. */
    public FaultBackend behave(Behaviour behaviour) {
        onPost = behaviour;
        return this;
    }

    /** From now on every request to this path, whatever its method, is served so. */
    public FaultBackend on(String path, Behaviour behaviour) {
        byPath.put(path, behaviour);
        return this;
    }

    /** From now on {@code GET /v1/models} lists these. */
    public FaultBackend models(String... ids) {
        return on("/v1/models", Answers.models(ids));
    }

    /** {@code http://127.0.0.1:port}, without a trailing slash. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    /** Closes the port and every connection; answers under way count as cut. */
    public synchronized void stop() {
        loop.close();
    }

    /** Stops, if that has not been done, and listens on the same port again. */
    public synchronized void restart() {
        loop.close();
        loop = listen(port);
    }

    /** Stops for good; fails where a behaviour threw something that is a fault of the test and not of the network. */
    @Override
    public void close() {
        stop();
        pacer.close();
        servers.shutdownNow();
        Throwable cause = broken.getAndSet(null);
        if (cause != null) {
            throw new IllegalStateException("a behaviour of the fake backend is broken", cause);
        }
    }

    public Counts counts() {
        return tally.counts();
    }

    /** Bytes of all answers that the kernel has taken since the start. */
    public long sentBytes() {
        return tally.sentBytes.sum();
    }

    /** Every request since the start, in the order in which they were complete. */
    public List<ReceivedRequest> requests() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** The newest request; fails where there was none. */
    public ReceivedRequest lastRequest() {
        synchronized (received) {
            if (received.isEmpty()) {
                throw new AssertionError("the backend has had no request: " + counts());
            }
            return received.get(received.size() - 1);
        }
    }

    /** Waits until at least {@code n} connections have been accepted. */
    public void awaitAccepted(int n, Duration timeout) {
        await(n + " connections", counts -> counts.accepted() >= n, timeout);
    }

    /** Waits until at least {@code n} requests have come in. */
    public void awaitRequests(int n, Duration timeout) {
        await(n + " requests", counts -> counts.requests() >= n, timeout);
    }

    /** Waits until exactly {@code n} requests are being answered; 0 waits for quiet. */
    public void awaitOpen(int n, Duration timeout) {
        await(n + " open requests", counts -> counts.open() == n, timeout);
    }

    /** Waits until at least {@code n} answers are done. */
    public void awaitDone(int n, Duration timeout) {
        await(n + " answers done", counts -> counts.done() >= n, timeout);
    }

    /** Waits until at least {@code n} answers were given up by their client. */
    public void awaitAborted(int n, Duration timeout) {
        await(n + " aborted requests", counts -> counts.aborted() >= n, timeout);
    }

    /** Waits until no connection is open. */
    public void awaitNoConnections(Duration timeout) {
        await("no connections", counts -> counts.connections() == 0, timeout);
    }

    /** Waits for what {@code met} says; fails with the counters after {@code timeout}. */
    public void await(String what, Predicate<Counts> met, Duration timeout) {
        tally.await(what, met, timeout);
    }

    private ServerLoop listen(int onPort) {
        try {
            return new ServerLoop(onPort, tally, this::open);
        } catch (IOException e) {
            throw new UncheckedIOException("the fake backend cannot listen on port " + onPort, e);
        }
    }

    private Exchange open(ReceivedRequest request, Connection connection) {
        int number;
        synchronized (received) {
            received.add(request);
            number = received.size();
        }
        Exchange exchange = new Exchange(request, number, connection, pacer);
        FutureTask<Void> task = new FutureTask<>(() -> serve(exchange), null);
        exchange.servedBy(task);
        tally.change(Counts::requested);
        servers.execute(task);
        return exchange;
    }

    /** Notes a broken behaviour before its connection closes, since a test may look as soon as that has happened. */
    private void serve(Exchange exchange) {
        Behaviour behaviour = behaviourFor(exchange.request());
        exchange.serve(x -> {
            try {
                behaviour.serve(x);
            } catch (RuntimeException | Error e) {
                broken.compareAndSet(null, e);
                throw e;
            }
        });
    }

    private Behaviour behaviourFor(ReceivedRequest request) {
        Behaviour own = byPath.get(request.path());
        if (own != null) {
            return own;
        }
        return request.method().equals("POST")
                ? onPost
                : Answers.json(404, "{\"error\":{\"message\":\"no such path\"}}");
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fault-backend-server");
        thread.setDaemon(true);
        return thread;
    }
}
