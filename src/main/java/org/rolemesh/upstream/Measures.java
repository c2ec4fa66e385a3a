package org.rolemesh.upstream;

import org.rolemesh.openai.Api;
import org.rolemesh.openai.TokenUsage;
import org.rolemesh.selection.Decision;

/**
 * Is told what requests to upstreams came to and how long it took, on event loops: it must not block. Aliases and
 * upstreams are named as in the catalog, so that there are only as many names as it has.
 */
public interface Measures {
    /** Looks at nothing. */
    Measures NONE = new Measures() {
        @Override
        public void answered(Served served) {}

        @Override
        public void failed(String alias, String upstream, String code) {}

        @Override
        public void askedAgain(String alias, String before, boolean another) {}

        @Override
        public void waited(String alias, Decision.Outcome reason, long nanos) {}

        @Override
        public void abandoned(String alias, String upstream, long nanos) {}
    };

    /**
     * An answer that was sent to its end.
     *
     * @param toFirstEvent nanoseconds until its first event; -1 where it was one document
     * @param toEnd nanoseconds from when the upstream was chosen
     */
    record Served(String alias, String upstream, Api api, long toFirstEvent, long toEnd, TokenUsage usage) {
        /** How fast it was generated, as the backend says or else the stream shows; 0 where neither does. */
        public double tokensPerSecond() {
            if (usage.tokensPerSecond() > 0) {
                return usage.tokensPerSecond();
            }
            long streaming = toEnd - toFirstEvent;
            return toFirstEvent >= 0 && streaming > 0 && usage.completionTokens() > 1
                    ? (usage.completionTokens() - 1) * 1e9 / streaming
                    : 0;
        }
    }

    void answered(Served served);

    /** An upstream did not answer, or not to the end, through no fault of the client; {@code code} is that of the error. */
    void failed(String alias, String upstream, String code);

    /**
     * A request is sent once more.
     *
     * @param before the upstream that had not taken it
     * @param another whether a different one is asked now
     */
    void askedAgain(String alias, String before, boolean another);

    /** A request has waited so long for {@code reason}, {@code FULL} or {@code LOADING}, whatever became of it then. */
    void waited(String alias, Decision.Outcome reason, long nanos);

    /** A client left, and so long after that the connection on which its upstream worked for it was closed. */
    void abandoned(String alias, String upstream, long nanos);
}
