package org.rolemesh.upstream;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rolemesh.openai.ApiError;

/** The calls that are under way, so that a shutdown can end those that do not end by themselves. Thread safe. */
public final class OpenCalls {
    private final Set<UpstreamCall> open = ConcurrentHashMap.newKeySet();

    void began(UpstreamCall call) {
        open.add(call);
    }

    void ended(UpstreamCall call) {
        open.remove(call);
    }

    public int count() {
        return open.size();
    }

    /** Ends every call with {@code error}: as its answer, or as the last event of a stream that has begun. */
    public void endAll(ApiError error) {
        List.copyOf(open).forEach(call -> call.endFromOutside(error));
    }
}
