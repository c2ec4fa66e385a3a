package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.rolemesh.openai.SseEvents;

/**
 * Comments in the stream of a client whose answer has not begun, so that nobody on the way takes the connection for dead.
 * The first one commits the answer to be a stream with status 200. Confined to one event loop.
 */
final class KeepAlive {
    private static final long NONE = -1;

    private final Context context;
    private final ClientStream client;
    private final String alias;
    private final Supplier<String> state;
    private long timer = NONE;
    private boolean committed;

    /** @param state what the request waits for, in a few words */
    KeepAlive(Context context, ClientStream client, String alias, Supplier<String> state) {
        this.context = context;
        this.client = client;
        this.alias = alias;
        this.state = state;
    }

    void start(Duration every) {
        timer = context.owner().setPeriodic(Math.max(1, every.toMillis()), ignored -> comment());
    }

    /** No comment follows; the answer itself does, or an error. */
    void stop() {
        if (timer != NONE) {
            context.owner().cancelTimer(timer);
            timer = NONE;
        }
    }

    /** Whether the client has been told that a stream follows. */
    boolean hasCommitted() {
        return committed;
    }

    private void comment() {
        if (!committed) {
            committed = true;
            client.begin(UpstreamHeaders.beforeAnswer(alias));
        }
        if (!client.isFull()) {
            client.write(Buffer.buffer(SseEvents.comment(state.get())));
        }
    }
}
