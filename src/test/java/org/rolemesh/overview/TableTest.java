package org.rolemesh.overview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class TableTest {
    @Test
    void columns_are_as_wide_as_their_longest_cells() {
        Table table = new Table("ROLE", "STATE");
        table.row(Cell.of("a-long-name-of-a-role"), Cell.state("usable"));
        table.row(Cell.of(""), Cell.state("loading"));

        assertThat(table.text(Ansi.OFF)).isEqualTo("""
                ROLE                   STATE
                a-long-name-of-a-role  usable
                -                      loading
                """);
    }

    @Test
    void a_state_has_its_colour_where_colours_are_wanted() {
        Table table = new Table("STATE");
        table.row(Cell.state("usable"));
        table.row(Cell.state("failed"));

        assertThat(table.text(Ansi.ON)).contains("\u001B[32musable", "\u001B[31mfailed");
        assertThat(table.text(Ansi.OFF)).doesNotContain("\u001B");
    }

    @Test
    void what_others_say_neither_steers_the_terminal_nor_breaks_a_line() {
        Table table = new Table("MODEL");
        table.row(Cell.of("a\u001B[2Jb\nc\u202Ed @|red e|@"));

        assertThat(table.text(Ansi.OFF).lines().skip(1)).containsExactly("a\uFFFD[2Jb\uFFFDc\uFFFDd @|red e|@");
        assertThat(table.text(Ansi.ON)).contains("a\uFFFD[2Jb\uFFFDc\uFFFDd @|red e|@");
    }
}
