package org.rolemesh.openai;

/**
 * How many tokens an answer says it took. A count is {@link #NOT_SAID} where the answer does not give it.
 *
 * @param promptTokens tokens of the whole prompt, cached ones among them
 * @param completionTokens tokens generated
 * @param cachedTokens tokens of the prompt that were taken from the cache
 * @param tokensPerSecond how fast they were generated, which only some backends say
 */
public record TokenUsage(long promptTokens, long completionTokens, long cachedTokens, double tokensPerSecond) {

    public static final long NOT_SAID = -1;

    /** Nothing is said. */
    public static final TokenUsage NONE = new TokenUsage(NOT_SAID, NOT_SAID, NOT_SAID);

    /** Nothing is said of the speed. */
    public TokenUsage(long promptTokens, long completionTokens, long cachedTokens) {
        this(promptTokens, completionTokens, cachedTokens, NOT_SAID);
    }

    /** These counts, and the other's for those that are not said here. */
    TokenUsage orElse(TokenUsage other) {
        return new TokenUsage(
                promptTokens == NOT_SAID ? other.promptTokens : promptTokens,
                completionTokens == NOT_SAID ? other.completionTokens : completionTokens,
                cachedTokens == NOT_SAID ? other.cachedTokens : cachedTokens,
                tokensPerSecond == NOT_SAID ? other.tokensPerSecond : tokensPerSecond);
    }
}
