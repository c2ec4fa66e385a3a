package org.rolemesh.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** One connection of the load, which has one request at a time and is opened again when it has been lost. */
final class Slot implements HttpReader.Listener {
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final Loader loader;
    private final Tally tally;
    private final EventCounter counter = new EventCounter();
    private HttpReader reader = HttpReader.ofAnswers(this);
    private NetSocket socket;
    private boolean busy;
    private String status = "";
    private long dueNanos;
    private long lastEventNanos;
    private long lastHeardNanos;
    private int events;

    Slot(Loader loader, Tally tally) {
        this.loader = loader;
        this.tally = tally;
    }

    /** Sends the request; it was due then. */
    void begin(long due) {
        busy = true;
        dueNanos = due;
        lastHeardNanos = due;
        events = 0;
        status = "";
        counter.reset();
        if (socket != null) {
            socket.write(loader.request());
        } else {
            loader.connect().onSuccess(this::opened).onFailure(failure -> end("no connection: " + why(failure)));
        }
    }

    /** Ends the request that runs, and the connection. A request that nothing has been heard of since then has failed. */
    void cut(long since) {
        if (busy) {
            busy = false;
            if (since - lastHeardNanos > 0) {
                tally.failed("nothing came any more");
            } else {
                tally.cut();
            }
        }
        drop();
    }

    private void opened(NetSocket connected) {
        if (!busy) {
            connected.close();
            return;
        }
        socket = connected;
        reader = HttpReader.ofAnswers(this);
        connected.handler(bytes -> read(connected, bytes));
        connected.closeHandler(closed -> closed(connected));
        connected.exceptionHandler(failure -> {});
        connected.write(loader.request());
    }

    private void read(NetSocket from, Buffer bytes) {
        if (from != socket) {
            return;
        }
        lastHeardNanos = System.nanoTime();
        try {
            reader.read(bytes.getBytes());
        } catch (IllegalArgumentException e) {
            drop();
            end("no HTTP answer: " + e.getMessage());
        }
    }

    private void closed(NetSocket which) {
        if (which == socket) {
            boolean asItShould = reader.endsByClose();
            drop();
            if (busy && !asItShould) {
                end("the connection was closed before the answer was whole");
            }
        }
    }

    @Override
    public void head(String startLine) {
        status = startLine.substring(STATUS_AT);
    }

    @Override
    public void body(byte[] bytes, int from, int to) {
        if (!loader.streams()) {
            return;
        }
        int more = counter.count(bytes, from, to);
        if (more > 0) {
            if (events == 0) {
                tally.firstEvents(more, lastHeardNanos - dueNanos);
            } else {
                tally.events(more, lastHeardNanos - lastEventNanos);
            }
            events += more;
            lastEventNanos = lastHeardNanos;
        }
    }

    @Override
    public void end() {
        if (!reader.keepAlive()) {
            drop();
        }
        end(fault());
    }

    private String fault() {
        if (!status.startsWith("200")) {
            return "status " + status;
        }
        if (!loader.streams()) {
            return "";
        }
        if (counter.failed()) {
            return "an error event";
        }
        if (!counter.done()) {
            return "a stream without [DONE]";
        }
        return loader.events() == 0 || loader.events() == events ? "" : "a stream of " + events + " events";
    }

    private void end(String fault) {
        if (!busy) {
            return;
        }
        busy = false;
        if (fault.isEmpty()) {
            tally.answered(lastHeardNanos - dueNanos);
        } else {
            tally.failed(fault);
        }
        loader.ended(this, fault.isEmpty());
    }

    private void drop() {
        NetSocket gone = socket;
        socket = null;
        if (gone != null) {
            gone.close();
        }
    }

    private static String why(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getSimpleName();
    }
}
