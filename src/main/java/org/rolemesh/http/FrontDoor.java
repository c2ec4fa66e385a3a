package org.rolemesh.http;

import java.util.concurrent.atomic.AtomicReference;
import org.rolemesh.access.AccessLog;
import org.rolemesh.access.CallListener;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.RequestId;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.ErrorAnswer;

/**
 * Takes each request of a listener: gives it an id, refuses what is malformed or unknown, hands the rest to its route,
 * and writes its access line when it is over. Runs on event loops; holds nothing of a request.
 */
public final class FrontDoor {
    private static final int MAX_LOGGED_PATH = 200;
    private static final String NO_PATH = "-";

    private final AtomicReference<HttpFrontEngine> current;
    private final Presence presence;
    private final CallListener listener;

    /** @param listener is told of each request that is over */
    public FrontDoor(HttpFrontEngine engine, Presence presence, CallListener listener) {
        this.current = new AtomicReference<>(engine);
        this.presence = presence;
        this.listener = listener;
    }

    /** From now on requests are answered by the routes of {@code engine}; what runs goes on where it is. */
    public void leadTo(HttpFrontEngine engine) {
        current.set(engine);
    }

    void handle(Request request) {
        ClientCall call = begin(request);
        ApiError fault = DoorChecks.faultOf(request);
        if (fault != null) {
            // Its sender may have meant its end, and so the next request, to be elsewhere.
            request.answer().closeAfterwards();
            refuse(request, call, fault);
            return;
        }
        HttpFrontEngine engine = enter();
        PathTable.Match match = engine.match(request.method(), request.path());
        if (match.consumer() != null) {
            match.consumer().serve(request, call, match.parameters());
            return;
        }
        engine.left();
        if (match.allowed().isEmpty()) {
            refuse(request, call, ApiErrors.notFound());
        } else {
            request.answer().header("Allow", String.join(", ", match.allowed()));
            refuse(request, call, ApiErrors.methodNotAllowed());
        }
    }

    /** Answers one whose head is none. */
    void refuse(Request request, ApiError fault) {
        refuse(request, begin(request), fault);
    }

    /** The routes of now; who comes while they are replaced goes to those that take their place. */
    private HttpFrontEngine enter() {
        HttpFrontEngine engine = current.get();
        while (!engine.enter()) {
            engine = current.get();
        }
        return engine;
    }

    private ClientCall begin(Request request) {
        String id = RequestId.keepOrMake(request.header(RequestId.HEADER));
        ClientCall call = new ClientCall(
                id,
                request.method(),
                shortened(request.path()),
                listener.trace(request.header("traceparent"), request.header("tracestate")));
        Answer answer = request.answer();
        answer.header(RequestId.HEADER, id);
        presence.entered();
        answer.onOver(() -> {
            presence.left();
            call.ended(answer.isEnded());
            AccessLog.write(call);
            listener.over(call);
        });
        return call;
    }

    /** What is no path may begin with a user and a password. */
    private static String shortened(String path) {
        if (!path.startsWith("/")) {
            return NO_PATH;
        }
        return path.length() <= MAX_LOGGED_PATH ? path : path.substring(0, MAX_LOGGED_PATH);
    }

    private static void refuse(Request request, ClientCall call, ApiError fault) {
        ErrorResponse.send(request, call, ErrorAnswer.of(fault));
    }
}
