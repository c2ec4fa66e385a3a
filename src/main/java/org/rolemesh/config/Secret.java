package org.rolemesh.config;

/** A text that must be sent as it is, and shown nowhere. */
public final class Secret {
    private final String value;

    /** @throws IllegalArgumentException if the text cannot travel in an HTTP header */
    public Secret(String value) {
        if (value.isBlank() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("a key must be visible ASCII characters without spaces or line ends");
        }
        this.value = value;
    }

    /** The text itself, for the request that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && value.equals(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
