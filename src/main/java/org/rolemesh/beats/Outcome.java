package org.rolemesh.beats;

/**
 * How it ended when a gateway was told something.
 *
 * @param reason in words, for the log; null where it was taken
 */
record Outcome(Kind kind, String reason) {
    static final Outcome TAKEN = new Outcome(Kind.TAKEN, null);

    enum Kind {
        TAKEN,
        /** The gateway does not want this key, or not for this node and these roles. */
        KEY_REFUSED,
        /** Another agent has this node's id. */
        ID_CONFLICT,
        /** It said something else than that it had taken it. */
        NOT_TAKEN,
        /** It said nothing. */
        UNREACHABLE
    }

    static Outcome of(GatewayAnswer answer) {
        if (answer.isTaken()) {
            return TAKEN;
        }
        return new Outcome(
                switch (answer.status()) {
                    case 401, 403 -> answer.wantsCertificate() ? Kind.NOT_TAKEN : Kind.KEY_REFUSED;
                    case 409 -> Kind.ID_CONFLICT;
                    default -> Kind.NOT_TAKEN;
                },
                answer.reason());
    }
}
