package org.rolemesh.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs cases for a time, each by a seed of its own: the first by the seed that is logged, each of the others by the one
 * after it. {@code -Drolemesh.fuzz.seed} begins with a seed that has failed, {@code -Drolemesh.fuzz.seconds} sets the time.
 */
final class FuzzRun {
    private static final Logger LOG = LoggerFactory.getLogger("org.rolemesh.fuzz");
    private static final int DEFAULT_SECONDS = 4;
    /** Of one thread's time, so that tests that run beside it keep theirs. */
    private static final double SHARE = 0.4;

    private static final int SHOWN_BYTES = 4_000;

    private FuzzRun() {}

    /** One case. What it returns is what was tried, to be shown where {@code check} finds a fault. */
    interface Case {
        Tried make(Random random) throws Exception;
    }

    /** An input and what must hold of it. */
    interface Tried {
        byte[] input();

        void check() throws Exception;
    }

    /** @param part of the time that is set; the rest is for others */
    static int run(String what, double part, Case cases) throws Exception {
        long seed =
                Long.getLong("rolemesh.fuzz.seed", ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE));
        Duration time =
                Duration.ofMillis((long) (1_000 * part * Integer.getInteger("rolemesh.fuzz.seconds", DEFAULT_SECONDS)));
        LOG.info("fuzz of {} for {} s from seed {}", what, time.toSeconds(), seed);
        long end = System.nanoTime() + time.toNanos();
        int count = 0;
        while (System.nanoTime() < end) {
            long began = System.nanoTime();
            runOne(what, seed + count++, cases);
            LockSupport.parkNanos((long) ((System.nanoTime() - began) * (1 - SHARE) / SHARE));
        }
        LOG.info("fuzz of {} made {} cases", what, count);
        return count;
    }

    private static void runOne(String what, long seed, Case cases) throws Exception {
        Tried tried = cases.make(new Random(seed));
        try {
            tried.check();
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "%s: %s%nAgain with -Drolemesh.fuzz.seed=%d. The input:%n%s"
                            .formatted(what, e.getMessage(), seed, shown(tried.input())),
                    e);
        }
    }

    /** With what is no printable ASCII escaped. */
    static String shown(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(bytes, ISO_8859_1).toCharArray()) {
            if (text.length() > SHOWN_BYTES) {
                return text + "...";
            }
            switch (c) {
                case '\n' -> text.append("\\n\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : "\\x%02x".formatted((int) c));
            }
        }
        return text.toString();
    }
}
