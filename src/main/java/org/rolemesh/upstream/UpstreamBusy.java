package org.rolemesh.upstream;

import java.time.Duration;
import org.rolemesh.openai.ApiErrors;

/** The backend answered 429, or 503 because it is loading or full, and so has not begun: 503 with Retry-After. */
public final class UpstreamBusy extends UpstreamFailure {
    private final boolean loading;

    UpstreamBusy(String alias, boolean loading, Duration retryAfter) {
        super(
                loading
                        ? ApiErrors.modelLoading(alias, retryAfter)
                        : ApiErrors.roleUnavailable(alias, "its backend is busy", retryAfter));
        this.loading = loading;
    }

    boolean isLoading() {
        return loading;
    }

    @Override
    boolean mayAskAnother() {
        return true;
    }
}
