package org.rolemesh.access;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/**
 * Where a route goes on after a step that ended on an event loop: there, unless the route holds steps that may block.
 * Copies of an exchange go on where the exchange does.
 */
public final class Continuation {
    private static final String PROPERTY = "RoleMeshContinuation";

    private Continuation() {}

    /** From now on the route of {@code exchange} goes on in {@code executor}. */
    public static void on(Executor executor, Exchange exchange) {
        exchange.setProperty(PROPERTY, executor);
    }

    /**
     * Runs {@code work} on the event loop of {@code context}, at once where this is its thread. A thread that Camel's own
     * server lets block for a request has that context too.
     */
    public static void onLoopOf(Context context, Runnable work) {
        if (Vertx.currentContext() == context && Context.isOnEventLoopThread()) {
            work.run();
        } else {
            context.runOnContext(ignored -> work.run());
        }
    }

    /** Ends an asynchronous step. */
    public static void resume(Exchange exchange, AsyncCallback callback) {
        resume(exchange, callback, Runnable::run);
    }

    /** Ends an asynchronous step, in {@code otherwise} where the route has not said that it may block. */
    public static void resume(Exchange exchange, AsyncCallback callback, Executor otherwise) {
        Executor executor = exchange.getProperty(PROPERTY, otherwise, Executor.class);
        try {
            executor.execute(() -> callback.done(false));
        } catch (RejectedExecutionException e) {
            // No thread is left; a failed exchange runs no more steps that could block.
            exchange.setException(e);
            callback.done(false);
        }
    }
}
