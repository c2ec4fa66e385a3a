package org.rolemesh.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** One connection to the backend: reads a request, answers it, reads the next. On its event loop. */
final class BackendConnection implements HttpReader.Listener, EventWheel.Stream {
    /** How much of a body is looked at. */
    private static final int LOOKED_AT = 4096;
    /** So many events of a stream without gaps are written before others have their turn. */
    private static final int AT_ONCE = 32;

    private final NetSocket socket;
    private final Context context;
    private final BackendProfile profile;
    private final BackendAnswers answers;
    private final EventWheel wheel;
    private final HttpReader reader = HttpReader.ofRequests(this);
    private final StringBuilder body = new StringBuilder();
    private String request = "";
    private boolean closed;
    private int events;
    private int sent;

    BackendConnection(
            NetSocket socket, Context context, BackendProfile profile, BackendAnswers answers, EventWheel wheel) {
        this.socket = socket;
        this.context = context;
        this.profile = profile;
        this.answers = answers;
        this.wheel = wheel;
    }

    void serve() {
        socket.handler(this::read);
        socket.closeHandler(gone -> closed = true);
        socket.exceptionHandler(failure -> {});
    }

    private void read(Buffer bytes) {
        try {
            reader.read(bytes.getBytes());
        } catch (IllegalArgumentException e) {
            socket.close();
        }
    }

    @Override
    public void head(String startLine) {
        request = startLine;
        body.setLength(0);
        if (reader.expectsContinue()) {
            socket.write(BackendAnswers.CONTINUE);
        }
    }

    @Override
    public void body(byte[] bytes, int from, int to) {
        int more = Math.min(to - from, LOOKED_AT - body.length());
        if (more > 0) {
            body.append(new String(bytes, from, more, ISO_8859_1));
        }
    }

    @Override
    public void end() {
        if (request.startsWith("POST /v1/chat/completions ")) {
            AskedFor asked = AskedFor.in(body, profile.events());
            if (asked.stream()) {
                begin(asked.events());
            } else {
                answer(answers.whole(asked.events()));
            }
        } else if (request.startsWith("GET /health ")) {
            answer(answers.health());
        } else if (request.startsWith("GET /v1/models ")) {
            answer(answers.models());
        } else {
            answer(answers.unknown());
        }
    }

    private void answer(Buffer bytes) {
        socket.write(bytes);
        endIfLast();
    }

    private void begin(int count) {
        events = count;
        sent = 1;
        if (count == 1) {
            answer(answers.only());
            return;
        }
        socket.write(answers.first());
        if (profile.gap().isZero()) {
            flood();
        } else {
            wheel.add(this);
        }
    }

    @Override
    public boolean turn() {
        if (closed) {
            return false;
        }
        // A client that does not keep up gets its events later, and none is left out.
        return socket.writeQueueFull() || next();
    }

    /** Whether there are more. */
    private boolean next() {
        if (++sent < events) {
            socket.write(answers.next());
            return true;
        }
        answer(answers.last(events));
        return false;
    }

    private void flood() {
        for (int i = 0; i < AT_ONCE; i++) {
            if (closed) {
                return;
            }
            if (socket.writeQueueFull()) {
                socket.drainHandler(drained -> flood());
                return;
            }
            if (!next()) {
                return;
            }
        }
        context.runOnContext(go -> flood());
    }

    private void endIfLast() {
        if (!reader.keepAlive()) {
            socket.end();
        }
    }
}
