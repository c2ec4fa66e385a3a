package org.rolemesh.process;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a process ended. Neither a code nor a signal is known of one that was adopted.
 *
 * @param code what it gave to exit(2)
 * @param signal what killed it, such as {@code SIGKILL}
 * @param at when that was noticed
 */
public record Exit(OptionalInt code, Optional<String> signal, Instant at) {
    /** The JDK reports a signal n as the value 128 + n, as shells do. */
    private static final int SIGNALLED = 128;

    private static final int LAST_SIGNAL = 64;
    /** By their numbers on Linux; these have the same on macOS, but for SIGBUS. */
    private static final Map<Integer, String> NAMES = Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL",
            11, "SIGSEGV", 15, "SIGTERM");

    /** @param value by {@link Process#exitValue()} */
    static Exit ofValue(int value, Instant at) {
        int signal = value - SIGNALLED;
        if (signal > 0 && signal <= LAST_SIGNAL) {
            return new Exit(OptionalInt.empty(), Optional.of(NAMES.getOrDefault(signal, "signal " + signal)), at);
        }
        return new Exit(OptionalInt.of(value), Optional.empty(), at);
    }

    /** Of a process of which no more is known than that it has ended. */
    public static Exit unknown(Instant at) {
        return new Exit(OptionalInt.empty(), Optional.empty(), at);
    }

    /** For a person: {@code exit code 1}, {@code killed by SIGKILL}, or {@code ended} where no more is known. */
    public String words() {
        if (signal.isPresent()) {
            return "killed by " + signal.get();
        }
        return code.isPresent() ? "exit code " + code.getAsInt() : "ended";
    }
}
