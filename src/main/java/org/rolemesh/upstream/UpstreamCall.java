package org.rolemesh.upstream;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.rolemesh.access.AccessLog;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Observation;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.openai.RequestRejected;

/**
 * One {@code upstream:} step: waits for a model that is loading, asks one candidate after the other until one answers,
 * and hands the answer on. Confined to one event loop; its callback runs exactly once.
 */
final class UpstreamCall {
    private static final Duration RETRY_SOON = Duration.ofSeconds(2);

    private final Alias alias;
    private final ModelRequest request;
    private final Exchange exchange;
    private final AsyncCallback callback;
    private final UpstreamServices services;
    private final Context context;
    private final ClientCall call;
    private final ClientStream client;
    private Iterator<Upstream> candidates;
    private Attempt attempt;
    private LoadWait loadWait;
    private Relay relay;
    private int attempts;
    private boolean over;

    UpstreamCall(
            Alias alias,
            ModelRequest request,
            Exchange exchange,
            AsyncCallback callback,
            UpstreamServices services,
            Context context) {
        this.alias = alias;
        this.request = request;
        this.exchange = exchange;
        this.callback = callback;
        this.services = services;
        this.context = context;
        this.call = ClientCall.of(exchange);
        this.client = ClientStreams.of(exchange, call, context, this::beginPiped);
    }

    void start() {
        services.openCalls().began(this);
        client.onGone(this::clientLeft);
        if (!over) {
            choose();
        }
    }

    private void choose() {
        Availability now = services.catalog().snapshot().availability(alias);
        switch (now.state()) {
            case USABLE -> {
                candidates = services.rotation()
                        .order(alias.name(), now.candidates())
                        .iterator();
                askNext();
            }
            case LOADING -> waitForLoad();
            case UNUSABLE -> fail(RoleUnavailable.because(alias.modelName(), now.reason(), RETRY_SOON));
        }
    }

    private void waitForLoad() {
        if (loadWait == null) {
            loadWait = new LoadWait(services.catalog(), context, alias.loadTimeout());
        }
        loadWait.next(this::choose, () -> fail(RoleUnavailable.stillLoading(alias.modelName(), RETRY_SOON)));
        if (services.catalog().snapshot().availability(alias).state() != Availability.State.LOADING) {
            // It changed before anyone listened.
            loadWait.cancel();
            choose();
        }
    }

    private void askNext() {
        Upstream upstream = candidates.next();
        attempts = call == null ? attempts + 1 : call.attempted(upstream.id());
        attempt = new Attempt(alias, upstream, request, exchange, context.owner());
        attempt.open(services.clients().on(context)).onSuccess(this::opened).onFailure(this::notOpened);
    }

    private void notOpened(Throwable cause) {
        if (!(cause instanceof UpstreamFailure failure)) {
            fail(cause);
            return;
        }
        observe(attempt.upstream(), failure);
        if (failure.mayAskAnother() && candidates.hasNext()) {
            askNext();
        } else if (failure instanceof UpstreamBusy busy && busy.isLoading()) {
            choose();
        } else {
            fail(failure);
        }
    }

    private void observe(Upstream upstream, UpstreamFailure failure) {
        if (failure instanceof UpstreamUnreachable) {
            services.catalog().observe(upstream, Observation.refused("no connection could be made"));
        } else if (failure instanceof UpstreamBusy busy && busy.isLoading()) {
            services.catalog().observe(upstream, Observation.loading());
        }
    }

    private void opened(Opened answer) {
        if (answer instanceof Opened.Stream stream) {
            relay(stream);
        } else if (answer instanceof Opened.Whole whole) {
            hand(whole);
        }
    }

    private void relay(Opened.Stream stream) {
        relay = new Relay(
                stream, client, call, context, alias.timeouts().idle(), services.stalledReader(), this::relayEnded);
        client.begin(UpstreamHeaders.onAnswer(stream.response(), alias.name(), attempt.upstream(), attempts, true));
        relay.start(stream.first());
    }

    private void relayEnded(Relay ended) {
        services.openCalls().ended(this);
        if (client instanceof HttpClientStream) {
            exchange.getMessage().setBody(null);
            done();
        }
    }

    /** The reader of a pipe needs the exchange to go on while the stream runs. */
    private void beginPiped(Map<String, String> headers) {
        answer(headers, ((PipedClientStream) client).pipe());
        done();
    }

    private void hand(Opened.Whole whole) {
        if (call != null) {
            call.used(whole.usage());
        }
        answer(
                UpstreamHeaders.onAnswer(whole.response(), alias.name(), attempt.upstream(), attempts, false),
                whole.json());
        done();
    }

    private void answer(Map<String, String> headers, Object body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        headers.forEach(message::setHeader);
        message.setBody(body);
    }

    private void clientLeft() {
        if (over) {
            return;
        }
        stopTrying();
        if (call != null) {
            call.answeredWith(AccessLog.CLIENT_LEFT);
        }
        // Nobody is there to be answered: no fallback of the route needs to run.
        exchange.setRouteStop(true);
        done();
    }

    /** Ends it with {@code error}, in whatever phase it is. */
    void endFromOutside(ApiError error) {
        context.runOnContext(ignored -> {
            if (relay != null) {
                relay.fail(error);
            } else if (!over) {
                stopTrying();
                fail(new RequestRejected(error));
            }
        });
    }

    private void stopTrying() {
        if (loadWait != null) {
            loadWait.cancel();
        }
        if (attempt != null) {
            attempt.cancel();
        }
    }

    private void fail(Throwable failure) {
        if (!over) {
            exchange.setException(failure);
            done();
        }
    }

    private void done() {
        if (!over) {
            over = true;
            if (relay == null) {
                services.openCalls().ended(this);
            }
            // The reader of a pipe must not be the thread that fills it.
            Continuation.resume(
                    exchange, callback, client instanceof HttpClientStream ? Runnable::run : services.blocking());
        }
    }
}
