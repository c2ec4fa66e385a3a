package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.rolemesh.access.AccessLog;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.ClientFacing;
import org.rolemesh.openai.ErrorAnswer;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.openai.SseEvents;
import org.rolemesh.openai.TokenUsage;
import org.rolemesh.selection.Place;

/**
 * One {@code upstream:} step: waits for a place at an upstream, asks one candidate after the other until one answers, and
 * hands the answer on. Confined to one event loop; its callback runs exactly once.
 */
final class UpstreamCall implements PlaceSearch.Result {
    private final Alias alias;
    private final Terms terms;
    private final ModelRequest request;
    private final Exchange exchange;
    private final AsyncCallback callback;
    private final UpstreamServices services;
    private final Context context;
    private final ClientCall call;
    private final ClientStream client;
    private final PlaceSearch search;
    private final KeepAlive keepAlive;
    private final Deadline deadline;
    private Place place;
    private Attempt attempt;
    private volatile Relay relay;
    private int attempts;
    private long chosenNanos;
    private long openedNanos;
    private boolean over;

    UpstreamCall(
            Alias alias,
            Terms terms,
            ModelRequest request,
            Exchange exchange,
            AsyncCallback callback,
            UpstreamServices services,
            Context context) {
        this.alias = alias;
        this.terms = terms;
        this.request = request;
        this.exchange = exchange;
        this.callback = callback;
        this.services = services;
        this.context = context;
        this.call = ClientCall.of(exchange);
        this.client = ClientStreams.of(exchange, call, context, this::beginPiped, services.blocking());
        this.search = new PlaceSearch(alias, terms.narrowing(), request, call, services, context, this);
        this.keepAlive = new KeepAlive(context, client, alias.name(), this::waitsFor);
        this.deadline = new Deadline(context, this::tookTooLong);
    }

    void start() {
        services.openCalls().began(this);
        client.onGone(this::clientLeft);
        Race.onLost(exchange, () -> context.runOnContext(ignored -> clientLeft()));
        if (!over) {
            if (terms.timeout() != null) {
                deadline.within(terms.timeout());
            }
            // Nobody reads a pipe before its answer begins: comments are for clients on a connection of ours.
            if (request.body().stream() && client instanceof HttpClientStream) {
                alias.keepAlive().ifPresent(keepAlive::start);
            }
            search.begin();
        }
    }

    @Override
    public void found(Place taken) {
        Upstream upstream = taken.upstream();
        String before = askedBefore();
        if (before != null) {
            services.measures().askedAgain(alias.name(), before, !before.equals(upstream.name()));
        }
        place = taken;
        chosenNanos = System.nanoTime();
        attempts = call == null ? attempts + 1 : call.attempted(upstream.name());
        Outcome.asked(exchange, upstream, attempts);
        attempt = new Attempt(taken.alias(), upstream, request, exchange, context);
        attempt.open(services.clients().on(context)).onSuccess(this::opened).onFailure(this::notOpened);
    }

    /** The upstream that was asked last, be it by another step of the route; null: none. */
    private String askedBefore() {
        return call != null
                ? call.upstream()
                : place == null ? null : place.upstream().name();
    }

    @Override
    public void foundNone(UpstreamFailure failure) {
        fail(failure);
    }

    private void notOpened(Throwable cause) {
        attempt.traced(ClientFacing.answerTo(cause).code());
        if (!(cause instanceof UpstreamRejected)) {
            failed(
                    cause instanceof UpstreamBusy busy && !busy.isLoading()
                            ? "upstream_busy"
                            : ClientFacing.answerTo(cause).code());
        }
        if (cause instanceof UpstreamFailure failure && failure.mayAskAnother()) {
            search.goOn(place, failure);
        } else {
            tellOf(cause);
            place.free();
            fail(cause);
        }
    }

    private void tellOf(Throwable cause) {
        if (cause instanceof UpstreamRejected) {
            services.witness().answered(place.upstream(), TokenUsage.NONE);
        } else {
            services.witness().failed(place.upstream());
        }
    }

    private void failed(String code) {
        services.measures().failed(alias.name(), place.upstream().name(), code);
    }

    private void answered(long toFirstEvent, TokenUsage usage) {
        services.witness().answered(place.upstream(), usage);
        services.measures()
                .answered(new Measures.Served(
                        alias.name(),
                        place.upstream().name(),
                        request.api(),
                        toFirstEvent,
                        System.nanoTime() - chosenNanos,
                        usage));
    }

    private void released(long nanos) {
        services.measures().abandoned(alias.name(), place.upstream().name(), nanos);
    }

    private void opened(Opened answer) {
        keepAlive.stop();
        deadline.cancel();
        services.catalog().observeAnswer(place.upstream());
        if (answer instanceof Opened.Stream stream) {
            relay(stream);
        } else if (keepAlive.hasCommitted()) {
            attempt.traced("upstream_bad_answer");
            place.free();
            fail(new UpstreamBroken(ApiErrors.upstreamProtocol("it was asked for a stream and sent one document")));
        } else if (answer instanceof Opened.Whole whole) {
            hand(whole);
        }
    }

    private void relay(Opened.Stream stream) {
        openedNanos = System.nanoTime();
        Outcome.answered(exchange, TokenUsage.NONE);
        relay = new Relay(
                stream,
                client,
                call,
                context,
                alias.timeouts().idle(),
                services.stalledReader(),
                this::relayEnded,
                this::released);
        if (!keepAlive.hasCommitted()) {
            client.begin(UpstreamHeaders.onAnswer(stream.head(), alias.name(), place.upstream(), attempts, true));
        }
        relay.start(stream.first(), stream.chunks());
    }

    /** How many chunks of its stream have come so far; on any thread. */
    long passes() {
        Relay begun = relay;
        return begun == null ? 0 : begun.passes();
    }

    String aliasName() {
        return alias.name();
    }

    private void relayEnded(Relay ended) {
        attempt.traced(ended.isWhole() ? null : ended.failure());
        if (ended.isWhole()) {
            answered(openedNanos - chosenNanos, ended.usage());
            place.freeAfterAnswer(ended.size());
        } else {
            if (ended.error() != null && ended.error().blamesUpstream()) {
                failed(ended.error().code());
            }
            place.free();
        }
        services.openCalls().ended(this);
        if (client instanceof HttpClientStream) {
            Outcome.answered(exchange, ended.usage());
            if (!ended.isWhole()) {
                Outcome.brokenOff(exchange, ended.failure());
            }
            exchange.getMessage().setBody(null);
            done();
        }
    }

    /** The reader of a pipe needs the exchange to go on while the stream runs. */
    private void beginPiped(Map<String, String> headers) {
        Answers.put(exchange, headers, ((PipedClientStream) client).pipe());
        done();
    }

    private void hand(Opened.Whole whole) {
        attempt.traced(null);
        answered(-1, whole.usage());
        place.freeAfterAnswer(whole.usage().completionTokens());
        if (call != null) {
            call.used(whole.usage());
        }
        Outcome.answered(exchange, whole.usage());
        Answers.put(
                exchange,
                UpstreamHeaders.onAnswer(whole.head(), alias.name(), place.upstream(), attempts, false),
                whole.json());
        done();
    }

    private void clientLeft() {
        if (over) {
            return;
        }
        search.cancel();
        if (attempt != null) {
            attempt.abandon(this::released);
            attempt.traced(Outcome.CLIENT_LEFT);
            place.free();
        }
        if (call != null) {
            call.answeredWith(AccessLog.CLIENT_LEFT);
        }
        Outcome.notAnswered(exchange, Outcome.CLIENT_LEFT);
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

    private void tookTooLong() {
        if (!over) {
            stopTrying();
            fail(new UpstreamTimedOut());
        }
    }

    private void stopTrying() {
        search.cancel();
        if (attempt != null) {
            attempt.cancel();
            attempt.traced("given_up");
            place.free();
        }
    }

    private void fail(Throwable failure) {
        if (over) {
            return;
        }
        ErrorAnswer answer = ClientFacing.answerTo(failure);
        Outcome.notAnswered(exchange, answer.code());
        if (keepAlive.hasCommitted()) {
            failInStream(answer);
        } else if (!terms.optional() || !(failure instanceof UpstreamFailure)) {
            exchange.setException(failure);
        }
        done();
    }

    /** The status has been sent: all that a client can still be told is an event, and no fallback can answer instead. */
    private void failInStream(ErrorAnswer error) {
        if (call != null) {
            call.brokeOff(error.code(), error.status());
        }
        client.cut(Buffer.buffer(SseEvents.error(error)));
        exchange.getMessage().setBody(null);
    }

    private void done() {
        if (!over) {
            over = true;
            keepAlive.stop();
            deadline.cancel();
            if (relay == null) {
                services.openCalls().ended(this);
            }
            Continuation.resume(exchange, callback, client.teller());
        }
    }

    /** For the comments of a stream that has not begun. */
    private String waitsFor() {
        return WaitWords.of(search.waitsFor(), services.catalog().snapshot(), alias);
    }
}
