package org.rolemesh.auth;

import java.util.List;
import java.util.regex.Pattern;

/** The roles that a key may see and use: names, or patterns in which {@code *} stands for any characters. */
public final class RoleGlobs {
    /** Every role. */
    public static final RoleGlobs ALL = new RoleGlobs(List.of());

    private final List<Pattern> patterns;

    /** @param globs empty: every role */
    public RoleGlobs(List<String> globs) {
        this.patterns = globs.stream().map(RoleGlobs::compile).toList();
    }

    public boolean allow(String role) {
        if (patterns.isEmpty()) {
            return true;
        }
        for (Pattern pattern : patterns) {
            if (pattern.matcher(role).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        for (String literal : glob.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        return Pattern.compile(regex.toString());
    }
}
