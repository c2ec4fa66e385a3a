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

    /** Is shown the calls that are under way. */
    @FunctionalInterface
    public interface Look {
        /**
         * Is shown one.
         *
         * @param call tells it from others
         * @param passes how many chunks of its stream have come so far, of which most hold one token
         */
        void at(Object call, String alias, long passes);
    }

    /** Shows every call, as far as it is. */
    public void show(Look look) {
        open.forEach(call -> look.at(call, call.aliasName(), call.passes()));
    }

    /** Ends every call with {@code error}: as its answer, or as the last event of a stream that has begun. */
    public void endAll(ApiError error) {
        List.copyOf(open).forEach(call -> call.endFromOutside(error));
    }
}
