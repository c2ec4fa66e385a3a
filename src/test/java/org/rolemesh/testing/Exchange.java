package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One request at {@link FaultBackend} and the bytes that answer it. Nothing is added to what is written: a behaviour
 * decides on every byte. The writing methods block until the kernel has taken the bytes, and fail once the client is gone.
 */
public final class Exchange {
    private static final int UNREAD_LIMIT = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final ReceivedRequest request;
    private final int number;
    private final Connection connection;
    private final Pacer pacer;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Future<?> serving;
    private volatile boolean paced;

    Exchange(ReceivedRequest request, int number, Connection connection, Pacer pacer) {
        this.request = request;
        this.number = number;
        this.connection = connection;
        this.pacer = pacer;
    }

    public ReceivedRequest request() {
        return request;
    }

    /** 1 for the backend's first request, and so on. */
    public int number() {
        return number;
    }

    public void write(byte[] bytes) throws IOException, InterruptedException {
        connection.send(this, bytes);
        connection.awaitSent(this);
    }

    public void write(String text) throws IOException, InterruptedException {
        write(text.getBytes(UTF_8));
    }

    /** Writes a status line, these headers (name, value, name, value, ...) and the empty line. */
    public void head(int status, String... headers) throws IOException, InterruptedException {
        write(headText(status, headers));
    }

    /** Writes one chunk of a chunked body, in one piece. */
    public void chunk(byte[] content) throws IOException, InterruptedException {
        write(chunkOf(content));
    }

    public void chunk(String text) throws IOException, InterruptedException {
        chunk(text.getBytes(UTF_8));
    }

    /** Writes the last chunk; the answer is done and the connection kept. */
    public void lastChunk() throws IOException {
        end("0\r\n\r\n".getBytes(ISO_8859_1), Ending.KEEP);
    }

    /** Writes the whole answer with its Content-Length; done, connection kept. */
    public void answer(int status, String body, String... headers) throws IOException {
        byte[] content = body.getBytes(UTF_8);
        String head = headText(status, headers).replaceFirst("\r\n$", "");
        byte[] start = (head + "Content-Length: " + content.length + "\r\n\r\n").getBytes(ISO_8859_1);
        byte[] all = new byte[start.length + content.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        end(all, Ending.KEEP);
    }

    /** Ends the answer as it stands. With {@link Ending#KEEP} it counts as done, otherwise as cut. */
    public void end(Ending ending) throws IOException {
        end(NOTHING, ending);
    }

    /** Writes these last bytes and ends the answer, as one step: a client that leaves on reading them aborts nothing. */
    public void end(byte[] last, Ending ending) throws IOException {
        connection.end(this, last, ending);
    }

    /**
     * Runs {@code step} now and then once per {@code gap} on the backend's one pacing thread, until it says false, having
     * ended the answer. Returns at once, so thousands of streams need no threads. A turn is skipped while the client
     * leaves more than 64 KiB unread.
     */
    public void every(Duration gap, Step step) {
        paced = true;
        pacer.start(gap, () -> {
            if (over.getCount() == 0) {
                return false;
            }
            if (connection.unsentBytes() > UNREAD_LIMIT || step.next()) {
                return true;
            }
            connection.endIfOpen(this, Ending.KEEP);
            return false;
        });
    }

    /** Hands bytes to the connection without waiting for the kernel to take them: for {@link #every}. */
    public void offer(byte[] bytes) throws IOException {
        connection.send(this, bytes);
    }

    /** Waits for the client to go away. */
    public void awaitClientGone() throws InterruptedException {
        over.await();
    }

    /** Waits this long; fails early if the client goes away. */
    public void pause(Duration time) throws IOException, InterruptedException {
        if (over.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException("the exchange is over");
        }
    }

    void serve(Behaviour behaviour) {
        try {
            behaviour.serve(this);
            if (!paced) {
                connection.endIfOpen(this, Ending.KEEP);
            }
        } catch (IOException e) {
            connection.endIfOpen(this, Ending.RESET);
        } catch (RuntimeException | Error e) {
            connection.endIfOpen(this, Ending.RESET);
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.endIfOpen(this, Ending.RESET);
        }
    }

    void servedBy(Future<?> task) {
        serving = task;
    }

    void over(boolean interrupt) {
        over.countDown();
        Future<?> task = serving;
        if (interrupt && task != null) {
            task.cancel(true);
        }
    }

    private static String headText(int status, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    static byte[] chunkOf(byte[] content) {
        byte[] size = (Integer.toHexString(content.length) + "\r\n").getBytes(ISO_8859_1);
        byte[] chunk = new byte[size.length + content.length + 2];
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(content, 0, chunk, size.length, content.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    /** One turn of a paced answer. */
    @FunctionalInterface
    public interface Step {
        /** Offers what this turn brings, never blocking; false when that was the last of it. */
        boolean next() throws IOException;
    }
}
