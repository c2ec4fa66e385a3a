package org.rolemesh.upstream;

import org.rolemesh.catalog.Upstream;
import org.rolemesh.openai.TokenUsage;

/** Is told what comes of requests, on event loops: it must not block. */
public interface Witness {
    /** Looks at nothing. */
    Witness NONE = new Witness() {
        @Override
        public void answered(Upstream upstream, TokenUsage usage) {}

        @Override
        public void failed(Upstream upstream) {}
    };

    /** An upstream has answered to the end, if only to refuse a request that is not valid. */
    void answered(Upstream upstream, TokenUsage usage);

    /** An upstream has taken a request and failed it. */
    void failed(Upstream upstream);
}
