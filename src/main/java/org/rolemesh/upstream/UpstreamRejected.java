package org.rolemesh.upstream;

import org.rolemesh.openai.ErrorAnswer;

/** The backend refused the request with an error object of its own, which goes to the client as it is. */
public sealed class UpstreamRejected extends UpstreamFailure permits PromptTooLong {
    private final int status;

    UpstreamRejected(int status, byte[] json) {
        super("the backend answered " + status, new ErrorAnswer(status, "upstream_" + status, null, json));
        this.status = status;
    }

    /** The backend's status: 400 to 499, or 501. */
    public int status() {
        return status;
    }
}
