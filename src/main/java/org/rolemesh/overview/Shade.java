package org.rolemesh.overview;

import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.Ansi.Text;

/** What the colour of a cell says. */
public enum Shade {
    PLAIN,
    HEADING,
    WELL,
    ON_ITS_WAY,
    WRONG,
    ASIDE;

    /** The text in this colour, or in none where {@code ansi} is off. */
    Text paint(String text, Ansi ansi) {
        return Help.defaultColorScheme(ansi).apply(text, styles());
    }

    private List<IStyle> styles() {
        return switch (this) {
            case PLAIN -> List.of();
            case HEADING -> List.of(Style.bold);
            case WELL -> List.of(Style.fg_green);
            case ON_ITS_WAY -> List.of(Style.fg_yellow);
            case WRONG -> List.of(Style.fg_red);
            case ASIDE -> List.of(Style.faint);
        };
    }

    /** Of a state in the word of the gateway or of an agent. */
    static Shade of(String state) {
        return switch (state) {
            case "usable", "ready", "live" -> WELL;
            case "loading", "starting", "yielding", "stopping", "draining", "unconfirmed", "backing_off" -> ON_ITS_WAY;
            case "unusable", "failed", "stale", "suspect", "not_ready" -> WRONG;
            default -> PLAIN;
        };
    }
}
