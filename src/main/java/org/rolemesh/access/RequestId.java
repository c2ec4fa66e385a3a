package org.rolemesh.access;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The id of a request: the client's own where it is usable, otherwise one made here. */
public final class RequestId {
    /** The header that carries it, on the request, the answer and the upstream request. */
    public static final String HEADER = "X-Request-Id";

    private static final int MAX_LENGTH = 128;
    private static final HexFormat HEX = HexFormat.of();

    private RequestId() {}

    /** Returns {@code offered} if it is 1 to 128 characters of {@code [A-Za-z0-9._-]}, otherwise a new id. */
    public static String keepOrMake(String offered) {
        return offered != null && isUsable(offered) ? offered : make();
    }

    private static boolean isUsable(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (!isAllowed(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    private static String make() {
        // An id to find a request by, not a secret: uniqueness is enough.
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "req-" + HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextInt());
    }
}
