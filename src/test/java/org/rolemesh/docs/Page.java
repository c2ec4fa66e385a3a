package org.rolemesh.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of the documentation, by its fenced blocks. */
record Page(String text) {
    static Page read(String file) {
        try {
            return new Page(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is in the blocks of this language, in the page's order. */
    List<String> blocks(String language) {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    /** The only block of this language. */
    String block(String language) {
        List<String> blocks = blocks(language);
        if (blocks.size() != 1) {
            throw new AssertionError(blocks.size() + " blocks of " + language);
        }
        return blocks.get(0);
    }

    /** The commands of its {@code sh} blocks, each on one line. */
    List<String> commands() {
        return blocks("sh").stream()
                .flatMap(block -> block.replaceAll("\\\\\n\\s*", "").lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The only command for which this holds. */
    String command(Predicate<String> which) {
        List<String> found = commands().stream().filter(which).toList();
        if (found.size() != 1) {
            throw new AssertionError("not one command: " + found);
        }
        return found.get(0);
    }
}
