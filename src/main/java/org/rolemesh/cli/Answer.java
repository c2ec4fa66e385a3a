package org.rolemesh.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.rolemesh.client.ChatFigures;
import org.rolemesh.client.ChatStream;
import org.rolemesh.overview.Cell;
import picocli.CommandLine.Help.Ansi;

/** Prints an answer while it comes, and how fast it came after it. */
final class Answer implements ChatStream.Listener {
    private static final Pattern STEERING = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");
    private static final String REWRITE = "\r\u001B[K";
    private static final String FAINT = "\u001B[2m";
    private static final String USUAL = "\u001B[0m";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final boolean terminal = Terminal.isStdout();
    private final boolean notes = Terminal.isStderr();
    private final boolean faint = Terminal.ansi() == Ansi.ON;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private boolean waits;
    private boolean thinks;

    Answer(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    @Override
    public void text(String piece) {
        text.append(piece);
        begun(false);
        show(piece);
    }

    /** Shown on a terminal only: in a file it would pass for the answer. */
    @Override
    public void thought(String piece) {
        thoughts.append(piece);
        if (faint) {
            begun(true);
            show(piece);
        }
    }

    @Override
    public void waiting(String why) {
        if (notes && !why.isEmpty()) {
            waits = true;
            err.print(REWRITE + Cell.shown(why));
            err.flush();
        }
    }

    private void begun(boolean thinking) {
        if (waits) {
            waits = false;
            err.print(REWRITE);
            err.flush();
        }
        if (thinking != thinks && !json) {
            thinks = thinking;
            out.print(thinking ? FAINT : USUAL + "\n\n");
        }
    }

    private void show(String piece) {
        if (!json) {
            out.print(terminal ? STEERING.matcher(piece).replaceAll("\uFFFD") : piece);
            out.flush();
        }
    }

    String text() {
        return text.toString();
    }

    void end(ChatFigures figures, boolean cancelled) {
        if (waits || thinks) {
            begun(false);
        }
        if (json) {
            OutputOption.print(tree(figures, cancelled), out);
            return;
        }
        if (text.length() > 0 || thoughts.length() > 0) {
            out.println();
            out.flush();
        }
        err.println(line(figures, cancelled));
        err.flush();
    }

    private static String line(ChatFigures figures, boolean cancelled) {
        if (figures.firstTokenNanos() < 0) {
            return cancelled ? "[stopped before the first token]" : "[no answer]";
        }
        String by = figures.upstream() == null ? "" : ", by " + Cell.shown(figures.upstream());
        return String.format(
                Locale.ROOT,
                "[first token %.0f ms, %.1f tokens/s, %d tokens%s%s]",
                figures.firstTokenMillis(),
                figures.tokensPerSecond(),
                figures.tokens(),
                by,
                cancelled ? ", stopped" : "");
    }

    private ObjectNode tree(ChatFigures figures, boolean cancelled) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("content", text.toString());
        if (thoughts.length() > 0) {
            tree.put("reasoning_content", thoughts.toString());
        }
        tree.put("upstream", figures.upstream()).put("finish_reason", figures.finish());
        if (figures.firstTokenNanos() >= 0) {
            tree.put("first_token_ms", rounded(figures.firstTokenMillis()));
        }
        return tree.put("tokens", figures.tokens())
                .put("tokens_per_second", rounded(figures.tokensPerSecond()))
                .put("stopped", cancelled);
    }

    private static double rounded(double figure) {
        return Math.round(figure * 10) / 10.0;
    }
}
