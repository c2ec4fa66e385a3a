package org.rolemesh.openai;

/** A failure that knows how a client is told of it. What is not one is an internal error and is not explained. */
public interface ClientFacing {
    ErrorAnswer answer();

    /** Finds what {@code failure}, or what caused it, has to say; an internal error where nothing has. */
    static ErrorAnswer answerTo(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ClientFacing facing) {
                return facing.answer();
            }
        }
        return ErrorAnswer.of(ApiErrors.internal());
    }
}
