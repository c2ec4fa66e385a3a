package org.rolemesh.overview;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;

/** One cell of a table, or a line beside it. */
public record Cell(String text, Shade shade) {
    static final Cell NONE = new Cell("-", Shade.ASIDE);

    /** Whatever could steer a terminal is replaced: the text may be another program's. */
    public Cell {
        text = shown(text);
    }

    static Cell of(String text) {
        return text == null || text.isEmpty() ? NONE : new Cell(text, Shade.PLAIN);
    }

    static Cell of(Number number) {
        return new Cell(number.toString(), Shade.PLAIN);
    }

    /** A state, in its colour. */
    static Cell state(String state) {
        return new Cell(state, Shade.of(state));
    }

    Text paint(Ansi ansi) {
        return shade.paint(text, ansi);
    }

    /** The text without characters that a terminal would act on; tabs stay. */
    public static String shown(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029&&[^\\t]]", "\uFFFD");
    }
}
