package org.rolemesh.config;

import java.time.Duration;

/**
 * Where requests of an alias wait for a free upstream.
 *
 * @param length most requests that wait; 0: none does
 * @param timeout longest wait of one request
 */
public record QueueConfig(int length, Duration timeout) {
    static final int LENGTH = 64;
    public static final QueueConfig DEFAULT = new QueueConfig(LENGTH, null);

    public QueueConfig {
        Require.atLeast(0, "queue.length", length);
        timeout = Require.positive("queue.timeout_s", timeout, Duration.ofSeconds(30));
    }
}
