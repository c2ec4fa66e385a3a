package org.rolemesh.upstream;

import java.time.Duration;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;

/**
 * Every upstream of the alias has as many requests as it may: 429 where no more may wait either, 503 where a request has
 * waited for as long as it may.
 */
public final class RoleBusy extends UpstreamFailure {
    private RoleBusy(ApiError error) {
        super(error);
    }

    static RoleBusy queueFull(String alias, Duration retryAfter) {
        return new RoleBusy(ApiErrors.concurrencyLimit(alias, retryAfter));
    }

    static RoleBusy waitedTooLong(String alias, Duration retryAfter) {
        return new RoleBusy(ApiErrors.queueTimeout(alias, retryAfter));
    }
}
