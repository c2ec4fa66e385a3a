package org.rolemesh.upstream;

import org.rolemesh.openai.ApiErrors;
import org.rolemesh.tls.TlsTrouble;

/** No connection could be made in time: 502. */
public final class UpstreamUnreachable extends UpstreamFailure {
    private final transient Throwable reason;

    /** @param reason null: it took too long, or connections closed before anything was sent */
    UpstreamUnreachable(Throwable reason) {
        super(ApiErrors.upstreamConnectFailed());
        this.reason = reason;
    }

    /** In words, for an operator; a client is not told. */
    String why() {
        return TlsTrouble.of(reason, "upstream_tls.ca", "upstream_tls.cert").orElse("no connection could be made");
    }

    @Override
    boolean mayAskAnother() {
        return true;
    }
}
