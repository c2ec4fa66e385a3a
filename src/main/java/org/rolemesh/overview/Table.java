package org.rolemesh.overview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** Rows under headings, each column as wide as its longest cell. */
public final class Table {
    private static final int GAP = 2;

    private final List<Cell[]> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(Arrays.stream(headings)
                .map(heading -> new Cell(heading, Shade.HEADING))
                .toArray(Cell[]::new));
    }

    void row(Cell... cells) {
        if (cells.length != rows.get(0).length) {
            throw new IllegalArgumentException(cells.length + " cells under " + rows.get(0).length + " headings");
        }
        rows.add(cells);
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** With its headings, a line for each row. */
    public String text(Ansi ansi) {
        TextTable table = TextTable.forColumns(
                Help.defaultColorScheme(ansi),
                IntStream.range(0, rows.get(0).length).mapToObj(this::column).toArray(Column[]::new));
        for (Cell[] row : rows) {
            table.addRowValues(Arrays.stream(row).map(cell -> cell.paint(ansi)).toArray(Ansi.Text[]::new));
        }
        return table.toString();
    }

    private Column column(int index) {
        int longest =
                rows.stream().mapToInt(row -> row[index].text().length()).max().orElse(0);
        return new Column(longest + GAP, 0, Column.Overflow.TRUNCATE);
    }
}
