package org.rolemesh.upstream;

import org.rolemesh.openai.ApiErrors;
import org.rolemesh.tls.TlsTrouble;

/** No connection could be made in time: 502. */
public final class UpstreamUnreachable extends UpstreamFailure {
    private final String why;

    UpstreamUnreachable() {
        this(null);
    }

    UpstreamUnreachable(Throwable cause) {
        super(ApiErrors.upstreamConnectFailed());
        this.why = TlsTrouble.of(cause, "upstream_tls.ca", "upstream_tls.cert").orElse("no connection could be made");
    }

    /** In words, for an operator; a client is not told. */
    String why() {
        return why;
    }

    @Override
    boolean mayAskAnother() {
        return true;
    }
}
