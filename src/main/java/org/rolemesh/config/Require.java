package org.rolemesh.config;

import java.time.Duration;
import java.util.regex.Pattern;

/** What the config records ask of their components; a refusal names the component and what it may be. */
final class Require {
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}");

    private Require() {}

    static String alias(String what, String name) {
        if (name == null || !ALIAS.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " must be 1 to 128 of the characters A-Z a-z 0-9 . _ : / - and"
                    + " begin with a letter or digit");
        }
        return name;
    }

    static Duration positive(String what, Duration time, Duration unset) {
        Duration given = time == null ? unset : time;
        if (given.isZero() || given.isNegative()) {
            throw new IllegalArgumentException(what + " must be more than 0 seconds");
        }
        return given;
    }

    static long atLeast(long least, String what, long value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least);
        }
        return value;
    }
}
