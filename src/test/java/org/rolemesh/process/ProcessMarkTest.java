package org.rolemesh.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessMarkTest {
    @Test
    void this_process_is_alive_and_has_one_mark() {
        ProcessMark mark = ProcessMark.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(mark.isAlive()).isTrue();
        assertThat(ProcessMark.of(mark.pid())).contains(mark);
        assertThat(new ProcessMark(mark.pid(), "another start").isAlive()).isFalse();
    }

    @Test
    void there_is_no_mark_of_no_process() {
        assertThat(ProcessMark.of(Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_zombie_is_dead(@TempDir Path folder) throws Exception {
        try (Children children = new Children(folder)) {
            ChildProcess parent = children.shell("sleep 1000 & echo $!; exec sleep 1000");
            List<String> lines = children.awaitLines(1);
            long pid = Long.parseLong(lines.get(0));
            ProcessMark mark = ProcessMark.of(pid).orElseThrow();

            children.makeZombie(pid, parent.mark().pid());

            assertThat(mark.isAlive()).isFalse();
            assertThat(ProcessMark.of(pid)).isEmpty();
        }
    }

    @Test
    void a_name_with_spaces_and_parentheses_does_not_shift_the_fields() {
        String line = "42 (a) R 9 (b c)) S 1 40 39 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 100 200";

        assertThat(ProcStat.parse(42, line)).contains(new ProcStat(42, 'S', 40, 987654));
    }

    @Test
    void a_line_that_is_cut_short_is_no_process() {
        assertThat(ProcStat.parse(42, "42 (sh) S 1 40")).isEmpty();
    }
}
