package org.rolemesh.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    static List<KeyConfig> distinct(String what, List<KeyConfig> keys) {
        Set<Object> seen = new HashSet<>();
        for (KeyConfig key : keys) {
            if (!seen.add(key.name()) || !seen.add(key.sha256())) {
                throw new IllegalArgumentException(what + " has a name or a key twice; remove one of the two");
            }
        }
        return List.copyOf(keys);
    }

    static long atLeast(long least, String what, long value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least);
        }
        return value;
    }
}
