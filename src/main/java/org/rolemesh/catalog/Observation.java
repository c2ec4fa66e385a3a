package org.rolemesh.catalog;

/**
 * What a probe or a request has just seen of an upstream.
 *
 * @param reason what went wrong, in words for an operator; null where nothing did
 */
public record Observation(Kind kind, String reason) {
    public enum Kind {
        /** It answered as it should. */
        ANSWERED,
        /** It says that its model is still loading. */
        LOADING,
        /** It answered, and not as it should. */
        MISANSWERED,
        /** It failed in a way that may pass: a timeout, a connection that broke off. */
        FAILED,
        /** Nothing listens there: no second look is needed. */
        REFUSED
    }

    public static Observation answered() {
        return new Observation(Kind.ANSWERED, null);
    }

    public static Observation loading() {
        return new Observation(Kind.LOADING, null);
    }

    public static Observation misanswered(String reason) {
        return new Observation(Kind.MISANSWERED, reason);
    }

    public static Observation failed(String reason) {
        return new Observation(Kind.FAILED, reason);
    }

    public static Observation refused(String reason) {
        return new Observation(Kind.REFUSED, reason);
    }
}
