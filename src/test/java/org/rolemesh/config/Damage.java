package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts that users did not mean to write, for the properties of each kind of config file. */
final class Damage {
    private Damage() {}

    /** Reads a text as one kind of config file. */
    interface Reading {
        void read(String yaml) throws ConfigInvalid;
    }

    /** Loads, or has faults that each name a line of the text; anything else fails the property. */
    static void loadsOrSaysWhy(String yaml, Reading reading) {
        long lines = yaml.lines().count() + 1;
        try {
            reading.read(yaml);
        } catch (ConfigInvalid e) {
            assertThat(e.faults()).isNotEmpty().allSatisfy(fault -> {
                assertThat((long) fault.line()).isBetween(1L, lines);
                assertThat(fault.column()).isPositive();
                assertThat(fault.what()).isNotBlank();
            });
        }
    }

    static List<String> lines(Published file) {
        try {
            return Files.readAllLines(file.example());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys of what the schema calls by this name. */
    static List<String> keysOf(Published file, String definition) {
        try {
            List<String> keys = new ArrayList<>();
            file.schema()
                    .at("/$defs/" + definition + "/properties")
                    .fieldNames()
                    .forEachRemaining(keys::add);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key with one slip in it: a letter left out, doubled or wrong, or two swapped. */
    static String mistyped(String key, int place, int kind, char letter) {
        StringBuilder typo = new StringBuilder(key);
        int at = place % (key.length() - 1);
        switch (kind) {
            case 0 -> typo.deleteCharAt(at);
            case 1 -> typo.insert(at, letter);
            case 2 -> typo.setCharAt(at, letter);
            default -> typo.insert(at, typo.charAt(at + 1)).deleteCharAt(at + 2);
        }
        return typo.toString();
    }

    static String inserted(List<String> text, int line, int column, char what) {
        List<String> lines = new ArrayList<>(text);
        int at = line % lines.size();
        StringBuilder damaged = new StringBuilder(lines.get(at));
        damaged.insert(Math.min(column, damaged.length()), what);
        lines.set(at, damaged.toString());
        return String.join("\n", lines);
    }

    /** A scalar, or a list or mapping of such, at most so deep. */
    static Arbitrary<Object> anything(Arbitrary<String> keys, Arbitrary<Object> scalars, int depth) {
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<Object> inner = anything(keys, scalars, depth - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(4, scalars),
                Tuple.of(1, inner.list().ofMaxSize(3).map(Object.class::cast)),
                Tuple.of(2, Arbitraries.maps(keys, inner).ofMaxSize(3).map(Object.class::cast)));
    }
}
