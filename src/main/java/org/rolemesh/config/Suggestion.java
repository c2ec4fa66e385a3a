package org.rolemesh.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** Finds the names that a mistyped one was meant to be. Case, dashes and underscores do not count. */
public final class Suggestion {
    private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();
    /** Longer words are no typing mistakes, and comparing them takes time. */
    private static final int LONGEST_WORD = 128;

    private Suggestion() {}

    /** The known names about as near as the nearest, in the order given; empty where none is near. */
    public static List<String> near(String word, Collection<String> known) {
        if (word.length() > LONGEST_WORD) {
            return List.of();
        }
        int nearest =
                known.stream().mapToInt(name -> distance(word, name)).min().orElse(Integer.MAX_VALUE);
        return known.stream()
                .filter(name -> distance(word, name) == nearest && nearest <= allowed(name))
                .toList();
    }

    /** {@code ; did you mean 'a' or 'b'?}, or nothing where no name is near. */
    public static String question(String word, Collection<String> known) {
        List<String> near = near(word, known);
        if (near.isEmpty()) {
            return "";
        }
        return near.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" or ", "; did you mean ", "?"));
    }

    private static int distance(String word, String name) {
        return DISTANCE.apply(plain(word), plain(name));
    }

    private static int allowed(String name) {
        return Math.max(1, name.length() / 3);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }
}
