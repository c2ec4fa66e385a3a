package org.rolemesh.soak;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The figures of a soak.
 *
 * @param rows each a name and a figure
 */
record SoakReport(SoakPlan plan, List<Row> rows, Ledger ledger) {
    record Row(String name, String figure) {}

    /** Reads what is resident, so the programs still run. */
    static SoakReport of(SoakPlan plan, Ledger ledger, WatchedProgram gateway, WatchedProgram agent)
            throws IOException {
        List<Row> rows = new ArrayList<>(traffic(ledger));
        rows.addAll(deeds(ledger));
        rows.addAll(left(gateway, agent));
        return new SoakReport(plan, List.copyOf(rows), ledger);
    }

    private static List<Row> traffic(Ledger ledger) {
        return List.of(
                row("streams that came whole, by their SHA-256", counts(ledger, "stream whole")),
                row("other answers that came whole", counts(ledger, "answer whole")),
                row("events; MB", "%,d; %,d".formatted(ledger.counted("events"), ledger.counted("bytes") / 1_000_000)),
                row(
                        "clients that left: in the head; in the body; before the answer; after its head; in it",
                        counts(
                                ledger,
                                "left in the head",
                                "left in the body",
                                "left before the answer",
                                "left after the head",
                                "left in the answer")),
                row("requests that a backend saw cancelled", counts(ledger, "requests cancelled at backends")),
                row("connections to one backend at the end, at most", counts(ledger, "connections kept at a backend")),
                row("streams that a kill broke off, with an error event", counts(ledger, "stream broken")),
                row(
                        "requests that a kill had refused: streams; others",
                        counts(ledger, "stream refused", "answer refused")));
    }

    private static List<Row> deeds(Ledger ledger) {
        return List.of(
                row("backends killed; llama-servers killed", counts(ledger, "backend killed", "llama-server killed")),
                row(
                        "hosts registered; silent; drained; removed",
                        counts(ledger, "registered", "silent", "drained", "removed")),
                row("reloads in effect; refused; SIGHUP", counts(ledger, "reload done", "reload failed", "hung up")));
    }

    private static List<Row> left(WatchedProgram gateway, WatchedProgram agent) throws IOException {
        return List.of(
                row("gateway: threads, descriptors after the warm-up; at the end", holdings(gateway)),
                row("agent: the same", holdings(agent)),
                row("gateway: live heap; its slope in ten minutes", heap(gateway)),
                row("agent: the same", heap(agent)),
                row(
                        "MiB resident at the end: gateway; agent",
                        "%d; %d".formatted(gateway.residentMebibytes(), agent.residentMebibytes())));
    }

    /** Whether nothing was that should not have been. */
    boolean isGood() {
        return ledger.faultCount() == 0;
    }

    /** As a part of a page. */
    String markdown() {
        String table = rows.stream()
                .map(row -> "| " + row.name + " | " + row.figure + " |\n")
                .collect(Collectors.joining());
        return "Measured on %s with Java %s, %d cores shared by clients, backends, gateway and agent: %d s with seed %d.\n\n"
                        .formatted(
                                LocalDate.now(ZoneOffset.UTC),
                                Runtime.version(),
                                Runtime.getRuntime().availableProcessors(),
                                plan.seconds(),
                                plan.seed())
                + "| | |\n|---|---|\n"
                + table
                + "| **lost, altered, leaked or otherwise wrong** | **" + ledger.faultCount() + "** |\n";
    }

    private static Row row(String name, String figure) {
        return new Row(name, figure);
    }

    private static String counts(Ledger ledger, String... names) {
        return List.of(names).stream()
                .map(name -> "%,d".formatted(ledger.counted(name)))
                .collect(Collectors.joining("; "));
    }

    private static String holdings(WatchedProgram program) {
        return "%d, %d; %d, %d"
                .formatted(
                        program.first().threads(),
                        program.first().descriptors(),
                        program.last().threads(),
                        program.last().descriptors());
    }

    private static String heap(WatchedProgram program) {
        List<Slope.Reading> readings = program.heap();
        return String.format(
                Locale.ROOT,
                "%.1f MB; %+.2f MB, by %d readings",
                readings.get(readings.size() - 1).value() / 1e6,
                program.heapGrowthIn(600) / 1e6,
                readings.size());
    }
}
