package org.rolemesh.gateway;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells a page that this program has served from one of another site, by what the browser says of where it comes from. */
final class OwnPage {
    /** An address or localhost, with or without a port: names that nobody else can make point here. */
    private static final Pattern ADDRESS =
            Pattern.compile("(localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+])(:\\d+)?");

    private OwnPage() {}

    /**
     * Whether it comes from the host that it sends to. Where no key is needed, a name is not believed: whoever owns one can
     * have it point to a page of his first and to this program later.
     *
     * @param open whether no key was needed, which no other page would have
     */
    static boolean is(String origin, String host, boolean open) {
        int scheme = origin.indexOf("://");
        if (scheme < 0 || host == null) {
            return false;
        }
        String from = origin.substring(scheme + 3).toLowerCase(Locale.ROOT);
        return from.equals(host.toLowerCase(Locale.ROOT))
                && (!open || ADDRESS.matcher(from).matches());
    }
}
