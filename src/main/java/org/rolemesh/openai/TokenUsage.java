package org.rolemesh.openai;

/**
 * How many tokens an answer says it took. A count is {@link #NOT_SAID} where the answer does not give it.
 *
 * @param promptTokens tokens of the whole prompt, cached ones among them
 * @param completionTokens tokens generated
 * @param cachedTokens tokens of the prompt that were taken from the cache
 */
public record TokenUsage(long promptTokens, long completionTokens, long cachedTokens) {

    public static final long NOT_SAID = -1;

    /** Nothing is said. */
    public static final TokenUsage NONE = new TokenUsage(NOT_SAID, NOT_SAID, NOT_SAID);

    /** These counts, and the other's for those that are not said here. */
    TokenUsage orElse(TokenUsage other) {
        return new TokenUsage(
                promptTokens == NOT_SAID ? other.promptTokens : promptTokens,
                completionTokens == NOT_SAID ? other.completionTokens : completionTokens,
                cachedTokens == NOT_SAID ? other.cachedTokens : cachedTokens);
    }
}
