package org.rolemesh.openai;

import java.util.Optional;

/** Reads the request's {@code model}: a string of 1 to {@value #MAX_CHARACTERS} printable characters. */
final class ModelName {

    private static final int MAX_CHARACTERS = 256;
    private static final int LONGEST_ESCAPE_BYTES = 6;
    private static final int QUOTES_BYTES = 2;

    private ModelName() {}

    /** Empty for JSON null; a {@link RequestRejected} for what is not a name. */
    static Optional<String> read(byte[] body, RequestMember model) {
        if (model.kind() == JsonKind.NULL) {
            return Optional.empty();
        }
        if (model.kind() != JsonKind.STRING) {
            throw refused("it must be a string.");
        }
        // Seen from the length alone, so that a name of megabytes is never decoded.
        int bytes = model.valueEnd() - model.valueStart();
        if (bytes > MAX_CHARACTERS * LONGEST_ESCAPE_BYTES + QUOTES_BYTES) {
            throw tooLong();
        }
        String name = JsonText.decode(body, model.valueStart() + 1, model.valueEnd() - 1);
        if (name.isBlank()) {
            throw refused("it must not be empty.");
        }
        if (name.length() > MAX_CHARACTERS) {
            throw tooLong();
        }
        if (name.codePoints().anyMatch(ModelName::isUnprintable)) {
            throw refused("it must not hold control characters.");
        }
        return Optional.of(name);
    }

    private static boolean isUnprintable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static RequestRejected tooLong() {
        return refused("it must have at most " + MAX_CHARACTERS + " characters.");
    }

    private static RequestRejected refused(String detail) {
        return new RequestRejected(ApiErrors.invalidValue("model", detail));
    }
}
