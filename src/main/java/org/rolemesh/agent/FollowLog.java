package org.rolemesh.agent;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.gateway.Incoming;
import org.rolemesh.gateway.TextAnswer;
import org.rolemesh.http.ClientAnswer;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.process.Follow;
import org.rolemesh.process.ServerLog;

/**
 * Answers with the last lines of a slot's log, {@code ?lines=N} of them, and with {@code ?follow=1} also with each that
 * comes, until the client leaves.
 */
public final class FollowLog extends AsyncProcessorSupport implements AsyncProcessor {
    private static final int USUAL_LINES = 100;

    private final SlotLogs logs;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

    public FollowLog(SlotLogs logs) {
        this.logs = logs;
    }

    /** Ends the answer of everybody who follows. */
    public void endAll() {
        readers.forEach(Reader::end);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            ServerLog log = logs.find(exchange.getMessage().getHeader("slot", String.class))
                    .orElseThrow(() -> new RequestRejected(ApiErrors.notFound()));
            int lines = lines(Incoming.query(exchange, "lines"));
            String follow = Incoming.query(exchange, "follow");
            if (isOn(follow) && Incoming.request(exchange) != null) {
                new Reader(exchange, callback).begin(log, lines);
                return false;
            }
            TextAnswer.put(exchange, text(log.lastLines(lines)));
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private static boolean isOn(String flag) {
        return flag != null && !flag.equals("0") && !flag.equals("false");
    }

    private static int lines(String number) {
        if (number == null) {
            return USUAL_LINES;
        }
        if (!number.matches("\\d{1,6}")) {
            throw new RequestRejected(ApiErrors.invalidValue("lines", "it must be a whole number."));
        }
        return Math.min(Integer.parseInt(number), ServerLog.KEPT_LINES);
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** One client that follows. Lines come from the thread that reads the log, the end from any. */
    private final class Reader {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private final ClientCall call;
        private final ClientAnswer answer;
        private final AtomicBoolean over = new AtomicBoolean();
        private int missed;

        private Reader(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
            this.call = ClientCall.of(exchange);
            this.answer = Incoming.request(exchange).answer();
        }

        private void begin(ServerLog log, int lines) {
            readers.add(this);
            answer.header("Content-Type", "text/plain; charset=utf-8")
                    .header("Cache-Control", "no-cache")
                    .header("X-Accel-Buffering", "no");
            call.answeredWith(200);
            Follow follow = log.follow(this::write, lines);
            if (!answer.isBegun()) {
                // Whoever asks must not have to wait for a line to know that he was heard.
                answer.write(Buffer.buffer());
            }
            answer.onClosed(() -> left(follow));
            if (answer.isClosed()) {
                left(follow);
            }
        }

        /** Who does not keep up misses lines: they are not kept for him in memory. */
        private void write(List<String> lines) {
            if (answer.isClosed() || over.get()) {
                return;
            }
            if (answer.isFull()) {
                missed += lines.size();
                return;
            }
            String gap = missed == 0 ? "" : "[" + missed + " lines were not sent: you read too slowly]\n";
            missed = 0;
            byte[] text = (gap + text(lines)).getBytes(StandardCharsets.UTF_8);
            call.wrote(text.length);
            answer.write(Buffer.buffer(text));
        }

        private void left(Follow follow) {
            follow.close();
            end();
        }

        private void end() {
            if (!over.getAndSet(true)) {
                readers.remove(this);
                if (!answer.isEnded() && !answer.isClosed()) {
                    answer.end();
                }
                exchange.getMessage().setBody(null);
                Continuation.resume(exchange, callback);
            }
        }
    }
}
