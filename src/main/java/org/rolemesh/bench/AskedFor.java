package org.rolemesh.bench;

/**
 * What a backend reads of a request body, by looking for two keys and no more. It knows no JSON, and takes the keys
 * wherever they are.
 *
 * @param stream whether the answer is wanted event by event
 * @param events how many it may have
 */
record AskedFor(boolean stream, int events) {
    private static final int MOST_DIGITS = 6;

    static AskedFor in(CharSequence beginningOfBody, int mostEvents) {
        String text = beginningOfBody.toString();
        int stream = valueOf("\"stream\"", text);
        int tokens = valueOf("\"max_tokens\"", text);
        int limit = tokens < 0 ? 0 : number(text, tokens);
        return new AskedFor(
                stream >= 0 && text.startsWith("true", stream), limit > 0 ? Math.min(limit, mostEvents) : mostEvents);
    }

    /** Where the value of this key begins; -1 where there is none. */
    private static int valueOf(String key, String text) {
        int at = text.indexOf(key);
        if (at < 0) {
            return -1;
        }
        at += key.length();
        while (at < text.length() && (text.charAt(at) == ':' || Character.isWhitespace(text.charAt(at)))) {
            at++;
        }
        return at;
    }

    private static int number(String text, int from) {
        int to = from;
        while (to < text.length() && to - from < MOST_DIGITS && Character.isDigit(text.charAt(to))) {
            to++;
        }
        return to == from ? 0 : Integer.parseInt(text.substring(from, to));
    }
}
