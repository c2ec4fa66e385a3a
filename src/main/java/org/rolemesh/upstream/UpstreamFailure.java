package org.rolemesh.upstream;

import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ClientFacing;
import org.rolemesh.openai.ErrorAnswer;

/**
 * Why an {@code upstream:} step could not answer, before anything of an answer reached the client. Routes catch it or
 * one of its kinds by class name. It has no stack trace: it is an expected outcome and tells of no fault in the code.
 */
public abstract sealed class UpstreamFailure extends RuntimeException implements ClientFacing
        permits RoleUnknown,
                RoleUnavailable,
                RoleBusy,
                UpstreamUnreachable,
                UpstreamBusy,
                UpstreamTimedOut,
                UpstreamBroken,
                UpstreamRejected {
    private final ErrorAnswer answer;

    UpstreamFailure(ApiError error) {
        this(error.message(), ErrorAnswer.of(error));
    }

    UpstreamFailure(String message, ErrorAnswer answer) {
        super(message, null, false, false);
        this.answer = answer;
    }

    @Override
    public final ErrorAnswer answer() {
        return answer;
    }

    /** Whether the request cannot have run there, so that another backend may be asked. */
    boolean mayAskAnother() {
        return false;
    }
}
