package org.rolemesh.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.rolemesh.access.AccessLog;
import org.rolemesh.access.CallListener;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.RequestId;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.ErrorAnswer;
import org.rolemesh.wire.LateFlush;
import org.rolemesh.wire.TurnEnd;
import org.rolemesh.wire.WholeMessages;

/**
 * Takes each request of a listener: gives it an id, refuses what is malformed or unknown, hands the rest to its route,
 * and writes its access line when it is over. Runs on event loops; holds nothing of a request.
 */
public final class FrontDoor {
    private static final int MAX_LOGGED_PATH = 200;

    private final AtomicReference<HttpFrontEngine> current;
    private final LimitsConfig limits;
    private final Presence presence;
    private final CallListener listener;

    /** @param listener is told of each request that is over */
    public FrontDoor(HttpFrontEngine engine, LimitsConfig limits, Presence presence, CallListener listener) {
        this.current = new AtomicReference<>(engine);
        this.limits = limits;
        this.presence = presence;
        this.listener = listener;
    }

    /** From now on requests are answered by the routes of {@code engine}; what runs goes on where it is. */
    public void leadTo(HttpFrontEngine engine) {
        current.set(engine);
    }

    /** @param turnEnd of the event loop of {@code connection} */
    void connected(HttpConnection connection, TurnEnd turnEnd) {
        // In this order what is read comes to them.
        HeadGuard.install(connection);
        HeaderDeadline.install(connection, limits.headerTimeout(), limits.keepAliveIdle());
        KnownVersion.install(connection);

        LateFlush.install(connection, turnEnd);
        WholeMessages.on(connection);
    }

    void handle(HttpServerRequest request) {
        HeadGuard guard = HeadGuard.of(request.connection());
        if (guard.isRefusing()) {
            return;
        }
        if (!guard.hasSeenHead()) {
            // Sent before the last answer was over: its sender has to know that a close may be the answer to that.
            request.connection().close();
            return;
        }
        ClientCall call = begin(request, guard);
        ApiError fault = DoorChecks.faultOf(request);
        if (fault != null) {
            refuseAndClose(request, call, fault);
            return;
        }
        HttpFrontEngine engine = enter();
        PathTable.Match match = engine.match(request.method().name(), request.path());
        if (match.consumer() != null) {
            request.pause();
            match.consumer().serve(request, call, match.parameters());
            return;
        }
        engine.left();
        if (match.allowed().isEmpty()) {
            refuse(request, call, ApiErrors.notFound());
        } else {
            request.response().putHeader("Allow", String.join(", ", match.allowed()));
            refuse(request, call, ApiErrors.methodNotAllowed());
        }
    }

    /** The routes of now; who comes while they are replaced goes to those that take their place. */
    private HttpFrontEngine enter() {
        HttpFrontEngine engine = current.get();
        while (!engine.enter()) {
            engine = current.get();
        }
        return engine;
    }

    /** Answers what the HTTP decoder could not make sense of; the connection closes after it. */
    void handleMalformed(HttpServerRequest request) {
        HeadGuard guard = HeadGuard.of(request.connection());
        if (guard.isRefusing()) {
            return;
        }
        ClientCall call = begin(request, guard);
        Throwable cause = request.decoderResult().cause();
        refuseAndClose(request, call, faultOf(cause));
    }

    private static ApiError faultOf(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return ApiErrors.uriTooLong();
        }
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            return ApiErrors.headersTooLarge();
        }
        return ApiErrors.badRequest("the request is not well-formed HTTP/1.1");
    }

    private ClientCall begin(HttpServerRequest request, HeadGuard guard) {
        HeaderDeadline deadline = HeaderDeadline.of(request.connection());
        deadline.headArrived();
        guard.headArrived();
        String id = RequestId.keepOrMake(request.getHeader(RequestId.HEADER));
        ClientCall call = new ClientCall(
                id,
                request.method().name(),
                shortened(request.path()),
                listener.trace(request.getHeader("traceparent"), request.getHeader("tracestate")));
        HttpServerResponse response = request.response();
        response.putHeader(RequestId.HEADER, id);
        presence.entered();
        response.endHandler(ignored -> {
            deadline.answered();
            if (!response.headers().contains("Connection", "close", true)) {
                // Otherwise what still comes is the rest of a body, not a head.
                guard.answered();
            }
            presence.left();
            call.ended(response.ended());
            AccessLog.write(call);
            listener.over(call);
        });
        return call;
    }

    private static String shortened(String path) {
        return path == null || path.length() <= MAX_LOGGED_PATH ? path : path.substring(0, MAX_LOGGED_PATH);
    }

    /** After a head that two readers may take for different things, nobody can tell where the next request begins. */
    private static void refuseAndClose(HttpServerRequest request, ClientCall call, ApiError fault) {
        HeadGuard.of(request.connection()).refuseRest();
        UnreadBody.closeAfterAnswer(request);
        refuse(request, call, fault);
    }

    private static void refuse(HttpServerRequest request, ClientCall call, ApiError fault) {
        ErrorResponse.send(request, call, ErrorAnswer.of(fault));
    }
}
