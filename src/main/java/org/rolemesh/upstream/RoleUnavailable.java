package org.rolemesh.upstream;

import java.time.Duration;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;

/** The alias exists and nothing can answer for it now: 503. */
public final class RoleUnavailable extends UpstreamFailure {
    private RoleUnavailable(ApiError error) {
        super(error);
    }

    public static RoleUnavailable because(String alias, String reason, Duration retryAfter) {
        return new RoleUnavailable(ApiErrors.roleUnavailable(alias, reason, retryAfter));
    }

    /** Its model was still loading when the time to wait for that was over. */
    public static RoleUnavailable stillLoading(String alias, Duration retryAfter) {
        return new RoleUnavailable(ApiErrors.modelLoading(alias, retryAfter));
    }
}
