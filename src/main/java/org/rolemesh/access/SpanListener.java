package org.rolemesh.access;

/** Is told of the spans of recorded traces when they are over, on event loops: it must not block. */
public interface SpanListener {
    /**
     * An upstream was asked, and its part is over.
     *
     * @param code of the error with which it ended; null where it was answered
     */
    void asked(TraceHop hop, String alias, String upstream, String code);
}
