package org.rolemesh.config;

import java.time.Duration;

/** What the config records ask of their components; a refusal names the component and what it may be. */
final class Require {
    private Require() {}

    static String alias(String what, String name) {
        if (name == null || !NameRule.ROLE.allows(name)) {
            throw new IllegalArgumentException(what + " " + NameRule.ROLE.words());
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
