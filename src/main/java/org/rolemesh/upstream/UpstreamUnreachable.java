package org.rolemesh.upstream;

import org.rolemesh.openai.ApiErrors;

/** No connection could be made in time: 502. */
public final class UpstreamUnreachable extends UpstreamFailure {
    UpstreamUnreachable() {
        super(ApiErrors.upstreamConnectFailed());
    }

    @Override
    boolean mayAskAnother() {
        return true;
    }
}
