package org.rolemesh.gpu;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A figure as a tool prints it: a number that is not negative, with or without a unit after it, or words instead. */
final class Figure {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,15})?)(?:\\s*[^\\d.,\\s]+)?");

    private Figure() {}

    /** Rounded to the nearest. */
    static OptionalLong whole(String text) {
        Optional<BigDecimal> number = number(text);
        return number.isPresent()
                ? OptionalLong.of(number.get().setScale(0, RoundingMode.HALF_UP).longValue())
                : OptionalLong.empty();
    }

    /** Rounded to the nearest; empty where it is too large to be a percentage or a temperature. */
    static OptionalInt small(String text) {
        OptionalLong whole = whole(text);
        return whole.isPresent() && whole.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) whole.getAsLong())
                : OptionalInt.empty();
    }

    static OptionalDouble exact(String text) {
        Optional<BigDecimal> number = number(text);
        return number.isPresent() ? OptionalDouble.of(number.get().doubleValue()) : OptionalDouble.empty();
    }

    private static Optional<BigDecimal> number(String text) {
        Matcher matcher = NUMBER.matcher(text.strip());
        return matcher.matches() ? Optional.of(new BigDecimal(matcher.group(1))) : Optional.empty();
    }
}
