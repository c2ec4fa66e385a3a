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
        String key = System.getenv(named == null ? usual : named);
        if (key == null) {
            if (named != null) {
                throw new Misconfigured(option + ": " + named + " is not set");
            }
            return "";
        }
        if (!key.matches("[\\x21-\\x7e]+")) {
            throw new Misconfigured("the key in " + (named == null ? usual : named)
                    + " is empty, or has characters that no HTTP header can carry");
        }
        return key;
    }
}
