package org.rolemesh.config;

import java.time.Duration;

/**
 * What a client may send to the HTTP server, and how long it may take.
 *
 * @param maxBodyBytes largest request body
 * @param maxNodeBodyBytes largest body of a registration or heartbeat
 * @param headerTimeout until a request's headers are complete
 * @param bodyTimeout until its body is complete, with one second more for each MiB
 * @param stalledReader how long a client may take nothing of its answer
 * @param drain how long streams may go on after the gateway was told to stop
 * @param keepAliveIdle how long a connection may be without a request
 * @param maxHeaderBytes largest block of headers
 * @param maxRequestLineBytes longest request line
 */
public record LimitsConfig(
        long maxBodyBytes,
        long maxNodeBodyBytes,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration stalledReader,
        Duration drain,
        Duration keepAliveIdle,
        int maxHeaderBytes,
        int maxRequestLineBytes) {
    static final int MAX_BODY_BYTES = 32 * 1024 * 1024;
    static final int MAX_NODE_BODY_BYTES = 256 * 1024;
    static final int MAX_HEADER_BYTES = 8 * 1024;
    static final int MAX_REQUEST_LINE_BYTES = 4 * 1024;
    public static final LimitsConfig DEFAULT = new LimitsConfig(
            MAX_BODY_BYTES,
            MAX_NODE_BODY_BYTES,
            null,
            null,
            null,
            null,
            null,
            MAX_HEADER_BYTES,
            MAX_REQUEST_LINE_BYTES);

    public LimitsConfig {
        Require.atLeast(1, "limits.max_body_bytes", maxBodyBytes);
        Require.atLeast(1, "limits.max_node_body_bytes", maxNodeBodyBytes);
        headerTimeout = Require.positive("limits.header_timeout_s", headerTimeout, Duration.ofSeconds(10));
        bodyTimeout = Require.positive("limits.body_timeout_s", bodyTimeout, Duration.ofSeconds(30));
        stalledReader = Require.positive("limits.stalled_reader_s", stalledReader, Duration.ofMinutes(1));
        drain = Require.positive("limits.drain_s", drain, Duration.ofSeconds(30));
        keepAliveIdle = Require.positive("limits.keep_alive_idle_s", keepAliveIdle, Duration.ofSeconds(75));
        Require.atLeast(1, "limits.max_header_bytes", maxHeaderBytes);
        Require.atLeast(1, "limits.max_request_line_bytes", maxRequestLineBytes);
    }
}
