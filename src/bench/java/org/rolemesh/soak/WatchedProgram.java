package org.rolemesh.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rolemesh.testing.ProcessHoldings;
import org.rolemesh.testing.ProcessUse;

/** A JVM whose threads, descriptors and live heap are looked at now and then. One thread. */
final class WatchedProgram {
    /** The JVM's own, and connections of probes and beats. */
    private static final int COME_AND_GO = 8;

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");
    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    private final String name;
    private final long pid;
    private final List<Slope.Reading> heap = new ArrayList<>();
    private ProcessHoldings first;
    private ProcessHoldings last;
    private long live;
    private String histogram = "";

    WatchedProgram(String name, long pid) {
        this.name = name;
        this.pid = pid;
    }

    String name() {
        return name;
    }

    /** The first look after the warm-up is what later ones are held against. */
    void look(boolean warm) throws IOException, InterruptedException {
        live = liveHeap();
        last = ProcessHoldings.of(pid);
        if (warm) {
            heap.add(new Slope.Reading(System.nanoTime(), (double) live));
            first = first == null ? last : first;
        }
    }

    /** Looks again: how many more threads or descriptors there are than at first, without those that come and go. */
    int more() throws IOException {
        last = ProcessHoldings.of(pid);
        int more = Math.max(last.threads() - first.threads(), last.descriptors() - first.descriptors());
        return Math.max(0, more - COME_AND_GO);
    }

    ProcessHoldings first() {
        return first;
    }

    ProcessHoldings last() {
        return last;
    }

    List<Slope.Reading> heap() {
        return List.copyOf(heap);
    }

    String inShort() {
        return "%s, live heap %,d bytes".formatted(last, live);
    }

    /** What the live heap grows by in so many seconds, in bytes. */
    double heapGrowthIn(double seconds) {
        return Slope.perSecond(heap) * seconds;
    }

    long residentMebibytes() throws IOException {
        return ProcessUse.of(pid).residentMebibytes();
    }

    /** The classes that most of the live heap is of, at the last look. */
    String largestClasses() {
        return histogram.lines().limit(18).reduce("", (all, line) -> all + line + "\n");
    }

    /** In bytes, to the byte: the histogram is taken after a full collection. */
    private long liveHeap() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(JCMD, String.valueOf(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        histogram = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        Matcher total = TOTAL.matcher(histogram);
        if (jcmd.waitFor() != 0 || !total.find()) {
            throw new IOException(JCMD + " has told nothing of " + name + ": " + histogram);
        }
        return Long.parseLong(total.group(1));
    }
}
