package org.rolemesh.upstream;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.Executor;
import org.rolemesh.access.ClientCall;
import org.rolemesh.http.ClientAnswer;

/** A client on an HTTP connection, ours or another's: what is written is on its way at once. */
final class HttpClientStream implements ClientStream {
    private final ClientAnswer answer;
    private final ClientCall call;

    HttpClientStream(ClientAnswer answer, ClientCall call) {
        this.answer = answer;
        this.call = call;
    }

    @Override
    public void onGone(Runnable gone) {
        answer.onClosed(gone);
        if (answer.isClosed()) {
            gone.run();
        }
    }

    @Override
    public void begin(Map<String, String> headers) {
        answer.status(200);
        headers.forEach(answer::header);
        call.answeredWith(200);
    }

    @Override
    public void write(Buffer events) {
        call.wrote(events.length());
        answer.write(events);
    }

    @Override
    public boolean isFull() {
        return answer.isFull();
    }

    @Override
    public void onDrained(Runnable drained) {
        answer.onDrained(drained);
    }

    @Override
    public void end() {
        answer.end();
    }

    @Override
    public void cut(Buffer lastWords) {
        answer.onClosed(() -> {});
        if (!answer.isClosed()) {
            answer.write(lastWords);
            answer.breakOff();
        }
    }

    @Override
    public Executor teller() {
        boolean isBrokenOff = answer.isBegun() && !answer.isEnded();
        return isBrokenOff && call.isElsewhere() ? this::onceClosed : Runnable::run;
    }

    /**
     * Camel's own server writes an answer where one has not ended, and logs that it cannot where one has begun. An end that
     * comes after the close reaches nobody else.
     */
    private void onceClosed(Runnable next) {
        if (answer.isClosed()) {
            answer.end();
            next.run();
        } else {
            answer.onClosed(() -> onceClosed(next));
        }
    }
}
