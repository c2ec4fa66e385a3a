package org.rolemesh.http;

/** What may stand in a header (RFC 9110, section 5). */
final class HeaderText {
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private HeaderText() {}

    /** @throws IllegalArgumentException where it would end its line, or be none */
    static void check(String name, String value) {
        for (int i = 0; i < name.length(); i++) {
            if (!isOfName(name.charAt(i))) {
                throw new IllegalArgumentException("no header can have the name '" + name + "'");
            }
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new IllegalArgumentException("the header " + name + " has a character that no header can have");
            }
        }
    }

    private static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || MARKS.indexOf(c) >= 0;
    }
}
