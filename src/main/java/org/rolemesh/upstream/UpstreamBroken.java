package org.rolemesh.upstream;

import org.rolemesh.openai.ApiError;

/** The backend closed too early, or answered what no client could use: 502. It may have run. */
public final class UpstreamBroken extends UpstreamFailure {
    UpstreamBroken(ApiError error) {
        super(error);
    }
}
