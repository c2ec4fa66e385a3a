package org.rolemesh.access;

/** Is told of each request when its exchange with the client is over, on event loops: it must not block. */
@FunctionalInterface
public interface CallListener {
    /** Looks at nothing. */
    CallListener NONE = call -> {};

    void over(ClientCall call);

    /** Tells {@code other} too, after this one. */
    default CallListener and(CallListener other) {
        return call -> {
            over(call);
            other.over(call);
        };
    }
}
