package org.rolemesh.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Good inputs, and bad ones that are made of them. */
final class Corpus {
    private static final int MOST_CHANGES = 4;

    private final List<byte[]> seeds;

    private Corpus(List<byte[]> seeds) {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("an empty corpus");
        }
        this.seeds = seeds;
    }

    /** The files below this folder whose names end so. */
    static Corpus of(Path folder, String suffix) {
        try (Stream<Path> files = Files.walk(folder)) {
            return of(files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Corpus of(List<Path> files) {
        return new Corpus(files.stream().map(Corpus::read).toList());
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of them with some changes; now and then none. */
    byte[] next(Random random) {
        byte[] bytes = any(random);
        for (int change = random.nextInt(MOST_CHANGES + 1); change > 0; change--) {
            bytes = changed(bytes, random);
        }
        return bytes;
    }

    byte[] any(Random random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] bytes, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> joined(bytes, any(random));
            case 1 -> spliced(bytes, any(random), random);
            case 2 -> flipped(bytes, random);
            case 3 -> withByte(bytes, random);
            case 4 -> duplicated(bytes, random);
            default -> without(bytes, random);
        };
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The beginning of one and the end of the other. */
    private static byte[] spliced(byte[] first, byte[] second, Random random) {
        return joined(
                Arrays.copyOf(first, random.nextInt(first.length + 1)),
                Arrays.copyOfRange(second, random.nextInt(second.length + 1), second.length));
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] other = bytes.clone();
        if (other.length > 0) {
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return other;
    }

    /** One of those bytes more that parsers disagree about. */
    private static byte[] withByte(byte[] bytes, Random random) {
        byte[] special = {'\r', '\n', ' ', '\t', 0, 0x0b, ':', ';', ',', '0', '{', '"', '\\', (byte) 0x85, (byte) 0xff};
        int at = random.nextInt(bytes.length + 1);
        return joined(
                joined(Arrays.copyOf(bytes, at), new byte[] {special[random.nextInt(special.length)]}),
                Arrays.copyOfRange(bytes, at, bytes.length));
    }

    private static byte[] duplicated(byte[] bytes, Random random) {
        List<byte[]> lines = lines(bytes);
        if (!lines.isEmpty()) {
            lines.add(random.nextInt(lines.size() + 1), lines.get(random.nextInt(lines.size())));
        }
        return joined(lines);
    }

    private static byte[] without(byte[] bytes, Random random) {
        List<byte[]> lines = lines(bytes);
        if (!lines.isEmpty()) {
            lines.remove(random.nextInt(lines.size()));
        }
        return joined(lines);
    }

    private static List<byte[]> lines(byte[] bytes) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n' || at == bytes.length - 1) {
                lines.add(Arrays.copyOfRange(bytes, start, at + 1));
                start = at + 1;
            }
        }
        return lines;
    }

    private static byte[] joined(List<byte[]> lines) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        lines.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
