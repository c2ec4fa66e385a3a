package org.rolemesh.upstream;

import io.vertx.core.buffer.Buffer;
import org.rolemesh.openai.TokenUsage;
import org.rolemesh.wire.AnswerHead;
import org.rolemesh.wire.BackendConnection;

/** An answer that an upstream has begun, and that is fit to be passed on. */
sealed interface Opened {
    AnswerHead head();

    /**
     * Events: the first bytes are here, the rest is held back until it is asked for.
     *
     * @param chunks how many came with the first event
     */
    record Stream(BackendConnection connection, AnswerHead head, Buffer first, int chunks) implements Opened {}

    /** One JSON document, complete and valid. */
    record Whole(AnswerHead head, byte[] json, TokenUsage usage) implements Opened {}
}
