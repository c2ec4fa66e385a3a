package org.rolemesh.upstream;

import org.rolemesh.openai.ApiErrors;

/** No alias has this name: 404. */
public final class RoleUnknown extends UpstreamFailure {
    public RoleUnknown(String model) {
        super(ApiErrors.modelNotFound(model));
    }
}
