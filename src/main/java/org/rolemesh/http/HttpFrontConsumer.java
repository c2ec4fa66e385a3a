package org.rolemesh.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumerAware;
import org.apache.camel.support.DefaultConsumer;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.access.RequestId;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.ErrorAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one exchange of each request and hands it to the route.
 *
 * <p>None of the client's headers or query parameters becomes an exchange header: names like {@code CamelHttpUri} steer
 * Camel's components, and what is left in the message comes back in the answer. A step that needs a header reads it from
 * its {@link ClientRequest}. The body is not read before a step asks for it, so that a request without a
 * good key costs nothing.
 */
final class HttpFrontConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFrontConsumer.class);

    private final HttpFrontEngine engine;
    private volatile Boolean mayBlock;

    HttpFrontConsumer(PlatformHttpEndpoint endpoint, Processor processor, HttpFrontEngine engine) {
        super(endpoint, processor);
        this.engine = engine;
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        mayBlock = null;
        engine.add(getEndpoint().getPath(), methods(), this);
    }

    @Override
    protected void doStop() throws Exception {
        engine.remove(getEndpoint().getPath(), this);
        super.doStop();
    }

    private Set<String> methods() {
        return Method.parseList(getEndpoint().getHttpMethodRestrict()).stream()
                .map(Method::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Comes after {@link HttpFrontEngine#enter}, and leaves when the answer has been sent. */
    void serve(Request request, ClientCall call, Map<String, String> pathParameters) {
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        ClientMessage message = new ClientMessage(exchange.getContext(), request);
        pathParameters.forEach(message::setHeader);
        exchange.setMessage(message);
        call.attachTo(exchange);
        Context context = request.context();
        if (mayBlock()) {
            Continuation.on(engine.blockingExecutor(), exchange);
            processElsewhere(exchange, request, call, context);
        } else {
            process(exchange, request, call, context);
        }
    }

    private void processElsewhere(Exchange exchange, Request request, ClientCall call, Context context) {
        try {
            engine.blockingExecutor().execute(() -> process(exchange, request, call, context));
        } catch (RejectedExecutionException e) {
            ErrorResponse.send(request, call, ErrorAnswer.of(ApiErrors.overloaded()));
            releaseExchange(exchange, false);
            engine.left();
        }
    }

    /** Looked up with the first request: when a consumer starts, the routes that it leads to may not be there yet. */
    private boolean mayBlock() {
        Boolean known = mayBlock;
        if (known == null) {
            known = routeId() == null || new BlockingSteps(getEndpoint().getCamelContext()).reachableFrom(routeId());
            mayBlock = known;
        }
        return known;
    }

    private String routeId() {
        return getEndpoint().getCamelContext().getRoutes().stream()
                .filter(route -> route.getConsumer() instanceof PlatformHttpConsumerAware front
                        && front.getPlatformHttpConsumer() == this)
                .map(Route::getRouteId)
                .findFirst()
                .orElse(null);
    }

    private void process(Exchange exchange, Request request, ClientCall call, Context context) {
        try {
            createUoW(exchange);
        } catch (Exception e) {
            exchange.setException(e);
            Continuation.onLoopOf(context, () -> finish(exchange, request, call));
            return;
        }
        getAsyncProcessor()
                .process(exchange, doneSync -> Continuation.onLoopOf(context, () -> finish(exchange, request, call)));
    }

    private void finish(Exchange exchange, Request request, ClientCall call) {
        answer(exchange, request, call).onComplete(written -> {
            if (mayBlock()) {
                endElsewhere(exchange);
            } else {
                end(exchange);
            }
        });
    }

    /** What a route does on completion may block as its other steps may. */
    private void endElsewhere(Exchange exchange) {
        try {
            engine.blockingExecutor().execute(() -> end(exchange));
        } catch (RejectedExecutionException e) {
            end(exchange);
        }
    }

    private void end(Exchange exchange) {
        doneUoW(exchange);
        releaseExchange(exchange, false);
        engine.left();
    }

    private Future<Void> answer(Exchange exchange, Request request, ClientCall call) {
        try {
            return AnswerWriter.write(
                    exchange, request, call, getEndpoint().getHeaderFilterStrategy(), engine.blockingExecutor());
        } catch (RuntimeException e) {
            LOG.error("a route left an answer that cannot be sent id={}", call.requestId(), e);
            if (request.answer().isBegun()) {
                request.answer().breakOff();
                return Future.failedFuture(e);
            }
            request.answer().clearHeaders();
            request.answer().header(RequestId.HEADER, call.requestId());
            return ErrorResponse.send(request, call, ErrorAnswer.of(ApiErrors.internal()));
        }
    }
}
