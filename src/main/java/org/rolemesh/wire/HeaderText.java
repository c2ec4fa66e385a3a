package org.rolemesh.wire;

/** What may stand in a header (RFC 9110, section 5); a byte is given as 0 to 255. */
public final class HeaderText {
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private HeaderText() {}

    /**
     * Lets a header pass that can be sent.
     *
     * @throws IllegalArgumentException where it would end its line, or be none
     */
    public static void check(String name, String value) {
        for (int i = 0; i < name.length(); i++) {
            if (!isOfName(name.charAt(i))) {
                throw new IllegalArgumentException("no header can have the name '" + name + "'");
            }
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isOfValue(value.charAt(i))) {
                throw new IllegalArgumentException("the header " + name + " has a character that no header can have");
            }
        }
    }

    /** A token (RFC 9110, section 5.6.2). */
    static boolean isOfName(int next) {
        return (next >= 'a' && next <= 'z')
                || (next >= 'A' && next <= 'Z')
                || (next >= '0' && next <= '9')
                || MARKS.indexOf(next) >= 0;
    }

    static boolean isOfValue(int next) {
        return (next >= ' ' && next != 0x7f) || next == '\t';
    }
}
