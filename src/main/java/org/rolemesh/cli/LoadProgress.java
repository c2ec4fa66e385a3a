package org.rolemesh.cli;

import java.io.PrintWriter;
import org.rolemesh.client.Loading;
import org.rolemesh.overview.Cell;

/** Shows how far a load is: on a terminal in one line that changes, elsewhere in a line for each state. */
final class LoadProgress {
    private static final String REWRITE = "\r\u001B[K";
    private static final int BAR = 24;

    private final PrintWriter err;
    private final boolean terminal;
    private String shown = "";

    LoadProgress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    void show(Loading.State state) {
        String line = terminal ? line(state) + bar(state.progress()) : line(state);
        if (!line.equals(shown)) {
            shown = line;
            err.print(terminal ? REWRITE + line : line + System.lineSeparator());
            err.flush();
        }
    }

    void end() {
        if (terminal && !shown.isEmpty()) {
            err.println();
        }
    }

    private static String line(Loading.State state) {
        String line = state.role() + " on " + state.nodeId() + ": " + state.word();
        return Cell.shown(state.detail().isEmpty() ? line : line + ", " + state.detail());
    }

    private static String bar(double progress) {
        if (progress < 0) {
            return "";
        }
        int done = (int) Math.round(progress * BAR);
        return " [" + "#".repeat(done) + " ".repeat(BAR - done) + "] " + Math.round(progress * 100) + " %";
    }
}
