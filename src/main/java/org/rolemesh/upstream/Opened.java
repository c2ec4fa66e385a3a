package org.rolemesh.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import org.rolemesh.openai.TokenUsage;

/** An answer that an upstream has begun, and that is fit to be passed on. */
sealed interface Opened {
    HttpClientResponse response();

    /** Events: the first bytes are here, the rest is held back until it is asked for. */
    record Stream(HttpClientRequest request, HttpClientResponse response, Buffer first) implements Opened {}

    /** One JSON document, complete and valid. */
    record Whole(HttpClientResponse response, byte[] json, TokenUsage usage) implements Opened {}
}
