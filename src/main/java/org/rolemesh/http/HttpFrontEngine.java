package org.rolemesh.http;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A {@link PlatformHttpEngine} that runs a route on the event loop of the request's connection. Camel's own engine gives
 * each request a worker thread until its answer has ended, and has 20 of them: the 21st stream waits.
 *
 * <p>A route that may block is run on {@code blocking} instead; {@link BlockingSteps} tells which.
 */
public final class HttpFrontEngine extends ServiceSupport implements PlatformHttpEngine {
    private final AtomicReference<PathTable> paths = new AtomicReference<>(PathTable.EMPTY);
    private final AtomicInteger port = new AtomicInteger();
    private final Executor blocking;
    private final AtomicInteger serving = new AtomicInteger();
    private volatile boolean retired;

    /** @param blocking where routes run that may block: a virtual thread for each, or a large pool */
    public HttpFrontEngine(Executor blocking) {
        this.blocking = blocking;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new HttpFrontConsumer(endpoint, processor, this);
    }

    @Override
    public int getServerPort() {
        return port.get();
    }

    void listeningOn(int actualPort) {
        port.set(actualPort);
    }

    PathTable.Match match(String method, String path) {
        return paths.get().match(method, path);
    }

    void add(String path, Set<String> methods, HttpFrontConsumer consumer) {
        paths.updateAndGet(table -> table.with(path, methods, consumer));
    }

    void remove(String path, HttpFrontConsumer consumer) {
        paths.updateAndGet(table -> table.without(path, consumer));
    }

    /** From now on it is given no more requests. */
    public void retire() {
        retired = true;
    }

    /** Whether none of its requests is being served. */
    public boolean isIdle() {
        return serving.get() == 0;
    }

    /** A request comes; false where it must go elsewhere, since these routes are given no more. */
    boolean enter() {
        serving.incrementAndGet();
        if (retired) {
            left();
            return false;
        }
        return true;
    }

    void left() {
        serving.decrementAndGet();
    }

    Executor blockingExecutor() {
        return blocking;
    }
}
