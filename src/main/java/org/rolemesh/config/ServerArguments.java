package org.rolemesh.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a file may add to the command line of llama-server. */
final class ServerArguments {
    private static final Pattern NAME = Pattern.compile("(--?[A-Za-z][A-Za-z0-9_.-]*)([=\\s].*)?", Pattern.DOTALL);
    private static final List<String> SHELL_SYNTAX = List.of(";", "`", "$(");

    private ServerArguments() {}

    /** The arguments, or {@link IllegalArgumentException} with why one of them may not be given. */
    static List<String> allowed(List<String> arguments) {
        for (String argument : arguments) {
            refusal(argument).ifPresent(why -> {
                throw new IllegalArgumentException("one of args " + why);
            });
        }
        return List.copyOf(arguments);
    }

    /** What is wrong with an argument, to be read after its place; empty where it may be given. */
    static Optional<String> refusal(String argument) {
        Matcher name = NAME.matcher(argument);
        boolean named = name.matches();
        return Stream.of(
                        named ? ReservedArgument.refusal(name.group(1)) : Optional.<String>empty(),
                        shellSyntax(argument),
                        named && name.group(2) != null ? twoInOne() : Optional.<String>empty())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> shellSyntax(String argument) {
        boolean suspect = argument.isEmpty()
                || argument.chars().anyMatch(Character::isISOControl)
                || SHELL_SYNTAX.stream().anyMatch(argument::contains);
        return suspect
                ? Optional.of("is empty, or has a line end, ';', '`' or '$(' in it, and no shell reads it; write plain"
                        + " text")
                : Optional.empty();
    }

    private static Optional<String> twoInOne() {
        return Optional.of(
                "has a name and a value in one; llama-server wants two entries, as in [\"--threads\", \"8\"]");
    }
}
