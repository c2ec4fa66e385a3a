package org.rolemesh.auth;

/**
 * What a key ring says to a presented key.
 *
 * @param caller who it is; null unless allowed
 * @param remedy what the operator has to configure; null unless forbidden
 */
public record Verdict(Kind kind, Caller caller, String remedy) {
    public enum Kind {
        ALLOWED,
        /** No key, or none that is known here for this purpose. */
        UNAUTHORIZED,
        /** Nobody can be let in as things are configured. */
        FORBIDDEN
    }

    static Verdict allowed(Caller caller) {
        return new Verdict(Kind.ALLOWED, caller, null);
    }

    static Verdict unauthorized() {
        return new Verdict(Kind.UNAUTHORIZED, null, null);
    }

    static Verdict forbidden(String remedy) {
        return new Verdict(Kind.FORBIDDEN, null, remedy);
    }
}
