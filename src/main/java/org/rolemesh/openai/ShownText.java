package org.rolemesh.openai;

/** A user's text made fit to stand in an error message or a log line: short, one line, no invisible characters. */
final class ShownText {

    private static final int MAX_CHARACTERS = 100;
    private static final int MAX_OF_SENTENCE = 500;
    private static final int REPLACEMENT = 0xFFFD;

    private ShownText() {}

    static String of(String text) {
        return of(text, MAX_CHARACTERS);
    }

    /** What another program says of a failure may be longer than a name. */
    static String ofSentence(String text) {
        return of(text, MAX_OF_SENTENCE);
    }

    private static String of(String text, int most) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(most).map(ShownText::visible).forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static int visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> REPLACEMENT;
            default -> codePoint;
        };
    }
}
