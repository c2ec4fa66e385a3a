package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/** Behaviours that stream a chat answer, whole or not. Their events are those of {@link ChatEvents}. */
public final class Streams {
    private static final String LAST_CHUNK = "0\r\n\r\n";

    private Streams() {}

    /** {@code events} contents, one every {@code gap}, then the end; needs no thread of its own while it runs. */
    public static Behaviour stream(int events, Duration gap) {
        return x -> {
            head(x);
            ChatEvents sequence = new ChatEvents(x);
            x.every(gap, new Exchange.Step() {
                private int sent;

                @Override
                public boolean next() throws IOException {
                    if (sent < events) {
                        x.offer(Exchange.chunkOf(sequence.content(sent++).getBytes(UTF_8)));
                        return true;
                    }
                    finish(x, sequence);
                    return false;
                }
            });
        };
    }

    /** The first event now, each of the others for one permit, then the end. */
    public static Behaviour gated(int events, Semaphore permits) {
        return x -> {
            head(x);
            ChatEvents sequence = new ChatEvents(x);
            for (int n = 0; n < events; n++) {
                if (n > 0) {
                    permits.acquire();
                }
                x.chunk(sequence.content(n));
            }
            finish(x, sequence);
        };
    }

    /** Events without end, as fast as the client takes them. */
    public static Behaviour flood() {
        return x -> {
            head(x);
            ChatEvents sequence = new ChatEvents(x);
            for (int n = 0; n >= 0; n++) {
                x.chunk(sequence.content(n));
            }
        };
    }

    /** So many events, then the connection ends in this way; the stream does not. */
    public static Behaviour diesAfter(int events, Ending ending) {
        return x -> {
            begin(x, events);
            x.end(ending);
        };
    }

    /** So many events, then silence for as long as the client stays. */
    public static Behaviour hangsAfter(int events) {
        return x -> {
            begin(x, events);
            x.awaitClientGone();
        };
    }

    /** So many events, then a bare comment line every {@code gap}, as llama-server sends to keep a connection alive. */
    public static Behaviour keepsAliveAfter(int events, Duration gap) {
        return x -> {
            begin(x, events);
            x.every(gap, () -> {
                x.offer(Exchange.chunkOf(":\n\n".getBytes(UTF_8)));
                return true;
            });
        };
    }

    /**
     * A whole stream of three events, cut into chunks of these sizes in turn, each written for itself: the cuts fall
     * anywhere in an event, as a network may place them.
     */
    public static Behaviour splitEvents(int... sizes) {
        return x -> {
            head(x);
            ChatEvents events = new ChatEvents(x);
            String all = events.content(0) + events.content(1) + events.content(2) + events.stop() + ChatEvents.DONE;
            byte[] bytes = all.getBytes(UTF_8);
            int at = 0;
            for (int piece = 0; at < bytes.length; piece++) {
                int to = Math.min(bytes.length, at + sizes[piece % sizes.length]);
                x.chunk(Arrays.copyOfRange(bytes, at, to));
                x.pause(Duration.ofMillis(1)); // so that two writes seldom arrive as one read
                at = to;
            }
            x.lastChunk();
        };
    }

    /** Status 200 and the headers of a chunked event stream. */
    public static void head(Exchange x) throws IOException, InterruptedException {
        x.head(200, "Content-Type", "text/event-stream", "Cache-Control", "no-cache", "Transfer-Encoding", "chunked");
    }

    /** The last events, [DONE] and the last chunk, in one write. */
    public static void finish(Exchange x, ChatEvents events) throws IOException {
        String usage = x.request().asksForUsage() ? events.usage() : "";
        byte[] tail = Exchange.chunkOf((events.stop() + usage + ChatEvents.DONE).getBytes(UTF_8));
        byte[] last = Arrays.copyOf(tail, tail.length + LAST_CHUNK.length());
        System.arraycopy(LAST_CHUNK.getBytes(ISO_8859_1), 0, last, tail.length, LAST_CHUNK.length());
        x.end(last, Ending.KEEP);
    }

    private static void begin(Exchange x, int events) throws IOException, InterruptedException {
        head(x);
        ChatEvents sequence = new ChatEvents(x);
        for (int n = 0; n < events; n++) {
            x.chunk(sequence.content(n));
        }
    }
}
