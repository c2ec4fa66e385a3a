package org.rolemesh.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process takes of its machine, as Linux tells it.
 *
 * @param residentMebibytes of its memory
 * @param processorTime of all its threads since its start, to 10 ms
 * @param nanos when, by {@link System#nanoTime()}
 */
public record ProcessUse(long residentMebibytes, Duration processorTime, long nanos) {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    /** USER_HZ is 100 on every Linux. */
    private static final long TICK_MILLIS = 10;
    /** Of the fields after the program's name: utime, and stime next to it. */
    private static final int UTIME = 11;

    public static ProcessUse of(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        Matcher resident = RESIDENT.matcher(Files.readString(process.resolve("status")));
        if (!resident.find()) {
            throw new IOException("process " + pid + " has ended");
        }
        String stat = Files.readString(process.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
        return new ProcessUse(
                Long.parseLong(resident.group(1)) / 1024, Duration.ofMillis(ticks * TICK_MILLIS), System.nanoTime());
    }

    /** The share of one core that it has had since. */
    public double ofACoreSince(ProcessUse before) {
        return (double) processorTime.minus(before.processorTime).toNanos() / (nanos - before.nanos);
    }
}
