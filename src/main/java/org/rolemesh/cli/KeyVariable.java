package org.rolemesh.cli;

/** A key in an environment variable, where no list of processes shows it. */
final class KeyVariable {
    private KeyVariable() {}

    /**
     * The key; empty where there is none.
     *
     * @param named the variable that the user named; null: the usual one, which need not be set
     */
    static String read(String option, String named, String usual) throws Misconfigured {
        String variable = named == null ? usual : named;
        String key = System.getenv(variable);
        if (key == null) {
            if (named != null) {
                throw new Misconfigured(option + ": " + named + " is not set");
            }
            return "";
        }
        return checked(key, "the key in " + variable);
    }

    /** @param name what a user is to know it by */
    static String checked(String key, String name) throws Misconfigured {
        if (!key.matches("[\\x21-\\x7e]+")) {
            throw new Misconfigured(name + " is empty, or has characters that no HTTP header can carry");
        }
        return key;
    }
}
