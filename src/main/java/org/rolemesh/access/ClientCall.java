package org.rolemesh.access;

import org.apache.camel.Exchange;
import org.rolemesh.openai.TokenUsage;

/**
 * One client request on its way through the routes: who asked, by which id, and what came of it. The access line is
 * written from it.
 *
 * <p>Confined to one exchange: a copy of the exchange (wire tap, multicast) shares the property but not the call, see
 * {@link #of}. Not thread safe; an exchange is worked on by one thread at a time.
 */
public final class ClientCall {
    private static final String PROPERTY = "RoleMeshClientCall";
    private static final long NOT_YET = -1;

    private final String requestId;
    private final String method;
    private final String path;
    private final TraceContext trace;
    private final long startedNanos;

    private String exchangeId;
    private String keyName;
    private String alias;
    private String upstream;
    private String errorCode;
    private boolean routine;
    private boolean elsewhere;
    private int attempts;
    private int status;
    private int brokenWith;
    private long bytesOut;
    private long firstByteNanos = NOT_YET;
    private long endedNanos = NOT_YET;
    private TokenUsage usage = TokenUsage.NONE;

    public ClientCall(String requestId, String method, String path, TraceContext trace) {
        this.requestId = requestId;
        this.method = method;
        this.path = path;
        this.trace = trace;
        this.startedNanos = System.nanoTime();
    }

    /** Makes this the call of {@code exchange}. */
    public void attachTo(Exchange exchange) {
        exchangeId = exchange.getExchangeId();
        exchange.setProperty(PROPERTY, this);
    }

    /** The call that this very exchange serves; null for a copy of it and for an exchange that no client started. */
    public static ClientCall of(Exchange exchange) {
        ClientCall call = exchange.getProperty(PROPERTY, ClientCall.class);
        return call != null && exchange.getExchangeId().equals(call.exchangeId) ? call : null;
    }

    /** The call this exchange, or the one it was copied from, serves; for what is only read. */
    public static ClientCall originOf(Exchange exchange) {
        return exchange.getProperty(PROPERTY, ClientCall.class);
    }

    /** When it came, as {@link System#nanoTime} has it. */
    public long startedNanos() {
        return startedNanos;
    }

    public String requestId() {
        return requestId;
    }

    public TraceContext trace() {
        return trace;
    }

    public void authenticatedAs(String name) {
        keyName = name;
    }

    /** Hosts send one like this every few seconds: only its failure is worth a line in the log. */
    public void markRoutine() {
        routine = true;
    }

    public void routedTo(String aliasName) {
        alias = aliasName;
    }

    /** One more upstream was tried. Returns how many were by now. */
    public int attempted(String upstreamName) {
        upstream = upstreamName;
        return ++attempts;
    }

    /** Bytes of the answer's body were written to the client. */
    public void wrote(int bytes) {
        if (firstByteNanos == NOT_YET) {
            firstByteNanos = System.nanoTime();
        }
        bytesOut += bytes;
    }

    public void answeredWith(int httpStatus) {
        status = httpStatus;
    }

    /** It came in by an HTTP server that is not ours and counts nothing. */
    public void markElsewhere() {
        elsewhere = true;
    }

    public boolean isElsewhere() {
        return elsewhere;
    }

    /** Whether the status of the answer is known. */
    public boolean isAnswered() {
        return status != 0;
    }

    /** The exchange with the client is over; {@code complete} tells whether the whole answer was sent. */
    public void ended(boolean complete) {
        endedNanos = System.nanoTime();
        boolean cutByUs = errorCode != null;
        if (!complete && !cutByUs) {
            status = AccessLog.CLIENT_LEFT;
        }
    }

    /** The {@code code} of the error object that the client was sent, also inside a stream. */
    public void failedWith(String code) {
        errorCode = code;
    }

    /** A begun stream was ended with the error object of this {@code code}, which alone would have had this status. */
    public void brokeOff(String code, int httpStatus) {
        errorCode = code;
        brokenWith = httpStatus;
    }

    public void used(TokenUsage tokens) {
        usage = tokens;
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    /** The name of the key that was shown; null where none was needed or it was no good. */
    public String keyName() {
        return keyName;
    }

    /** The alias it was routed to; null before. */
    public String alias() {
        return alias;
    }

    /** The upstream that was asked last; null before. */
    public String upstream() {
        return upstream;
    }

    /** Whether only its failure is worth a line in the log. */
    public boolean isRoutine() {
        return routine;
    }

    /** Of the error that the client was sent; null where none was. */
    public String errorCode() {
        return errorCode;
    }

    /** How many upstreams were asked. */
    public int attempts() {
        return attempts;
    }

    int status() {
        return status;
    }

    long bytesOut() {
        return bytesOut;
    }

    /** What the answer says that it took. */
    public TokenUsage usage() {
        return usage;
    }

    /**
     * The status that tells how it went: the one that was sent, that of the error inside a stream that broke off, or
     * {@link AccessLog#CLIENT_LEFT}.
     */
    public int outcome() {
        return brokenWith == 0 ? status : brokenWith;
    }

    /** From the request's head to the first byte of its answer, or -1 where none was sent. */
    public long nanosToFirstByte() {
        return firstByteNanos == NOT_YET ? NOT_YET : firstByteNanos - startedNanos;
    }

    /** From the request's head to the end of its answer; until now where it has not ended. */
    public long nanosToEnd() {
        return (endedNanos == NOT_YET ? System.nanoTime() : endedNanos) - startedNanos;
    }

    /** How long ago its answer ended; 0 where it has not. */
    public long nanosSinceEnd() {
        return endedNanos == NOT_YET ? 0 : System.nanoTime() - endedNanos;
    }
}
