package org.rolemesh.config;

import java.util.regex.Pattern;

/** How what users name may be called, in configs and in what nodes say. */
public enum NameRule {
    ROLE(
            "[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}",
            "must be 1 to 128 of the characters A-Z a-z 0-9 . _ : / - and begin with a letter or digit"),
    NODE_ID(
            "[A-Za-z0-9][A-Za-z0-9._-]{0,127}",
            "must be 1 to 128 of the characters A-Z a-z 0-9 . _ - and begin with a letter or digit"),
    LABEL(
            "[A-Za-z0-9][A-Za-z0-9._=/-]{0,63}",
            "must be 1 to 64 of the characters A-Z a-z 0-9 . _ = / - and begin with a letter or digit"),
    SLOT(
            "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
            "must be 1 to 64 of the characters A-Z a-z 0-9 . _ - and begin with a letter or digit");

    private final Pattern pattern;
    private final String words;

    NameRule(String pattern, String words) {
        this.pattern = Pattern.compile(pattern);
        this.words = words;
    }

    public boolean allows(String name) {
        return pattern.matcher(name).matches();
    }

    /** What follows "it" in a refusal, without a full stop. */
    public String words() {
        return words;
    }
}
