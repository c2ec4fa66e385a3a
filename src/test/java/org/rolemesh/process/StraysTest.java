package org.rolemesh.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class StraysTest {
    private static final String LOOP = "echo runs; while :; do sleep 1000; done";

    @Test
    void only_the_process_with_the_argument_is_found(@TempDir Path folder) throws Exception {
        String key = folder.resolve("clé").toString();
        try (Children children = new Children(folder)) {
            ChildProcess marked = children.start("sh", "-c", LOOP, "--api-key-file", key);
            children.start("sh", "-c", LOOP, "--api-key-file", key + "-of-another");
            children.awaitLines(2); // a process that is about to become another program has no command line

            assertThat(Strays.withArgument(key::equals)).containsExactly(marked.mark());
        }
    }

    @Test
    void this_process_is_no_stray() throws Exception {
        long self = ProcessHandle.current().pid();

        assertThat(Strays.withArgument(any -> true)).isNotEmpty().noneMatch(mark -> mark.pid() == self);
    }
}
