package org.rolemesh.upstream;

import org.rolemesh.openai.ApiErrors;

/** Nothing came within the time for the first byte: 504. The request may have run, so it is not sent again. */
public final class UpstreamTimedOut extends UpstreamFailure {
    UpstreamTimedOut() {
        super(ApiErrors.upstreamTimeout());
    }
}
