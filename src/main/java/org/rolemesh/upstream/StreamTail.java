package org.rolemesh.upstream;

import io.vertx.core.buffer.Buffer;
import org.rolemesh.openai.SseEvents;
import org.rolemesh.openai.TokenUsage;
import org.rolemesh.openai.UsageReader;

/**
 * Keeps the last events of a stream, in which a backend says how many tokens it used, and reads them only when asked:
 * while the stream runs this costs two references.
 */
final class StreamTail {
    private static final UsageReader USAGE = new UsageReader();

    private Buffer last = Buffer.buffer();
    private Buffer beforeLast = Buffer.buffer();
    private Buffer thirdLast = Buffer.buffer();

    void passed(Buffer events) {
        thirdLast = beforeLast;
        beforeLast = last;
        last = events;
    }

    boolean isDone() {
        return SseEvents.isDone(last::getByte, 0, last.length());
    }

    TokenUsage usage() {
        Buffer joined = Buffer.buffer(thirdLast.length() + beforeLast.length() + last.length())
                .appendBuffer(thirdLast)
                .appendBuffer(beforeLast)
                .appendBuffer(last);
        return USAGE.ofEvents(joined.getBytes());
    }
}
