package org.rolemesh.openai;

/**
 * How long a request's prompt is.
 *
 * @param bytes of the JSON that holds it
 * @param tokens as estimated: four bytes each, which is about what English text takes, and for each embedded file what an
 *     image of medium size takes
 */
public record PromptSize(int bytes, int tokens) {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TOKENS_PER_FILE = 1_000;
    /** Ends the head of a data URL, by which images and sound travel. */
    private static final byte[] EMBEDDED = {';', 'b', 'a', 's', 'e', '6', '4', ','};

    /** Looks at the prompt once; builds nothing. */
    public static PromptSize of(ModelRequest request) {
        RequestMember prompt = request.body().member(request.api().promptKey());
        byte[] body = request.body().bytes();
        int text = 0;
        int files = 0;
        int start = prompt.valueStart();
        int file = nextFile(body, start, prompt.valueEnd());
        while (file < prompt.valueEnd()) {
            text += file - start;
            files++;
            start = endOfString(body, file, prompt.valueEnd());
            file = nextFile(body, start, prompt.valueEnd());
        }
        text += prompt.valueEnd() - start;
        return new PromptSize(
                prompt.valueEnd() - prompt.valueStart(), text / BYTES_PER_TOKEN + files * TOKENS_PER_FILE);
    }

    /** Where the content of the next embedded file begins; {@code end} where none follows. */
    private static int nextFile(byte[] body, int from, int end) {
        for (int at = from; at <= end - EMBEDDED.length; at++) {
            if (body[at] == EMBEDDED[0] && isEmbedded(body, at)) {
                return at + EMBEDDED.length;
            }
        }
        return end;
    }

    private static boolean isEmbedded(byte[] body, int at) {
        for (int i = 1; i < EMBEDDED.length; i++) {
            if (body[at + i] != EMBEDDED[i]) {
                return false;
            }
        }
        return true;
    }

    private static int endOfString(byte[] body, int from, int end) {
        int at = from;
        while (at < end && body[at] != '"') {
            at++;
        }
        return at;
    }
}
