package org.rolemesh.openai;

/**
 * The request cannot be served as it is, and {@link #error} says why. It has no stack trace: it reports on the client's
 * bytes, not on our code, and a flood of bad requests must stay cheap.
 */
public final class RequestRejected extends RuntimeException implements ClientFacing {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public RequestRejected(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }

    @Override
    public ErrorAnswer answer() {
        return ErrorAnswer.of(error);
    }
}
