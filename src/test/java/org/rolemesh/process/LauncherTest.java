package org.rolemesh.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LauncherTest {
    private static final String PATH = System.getenv("PATH");

    @TempDir
    Path folder;

    @Test
    void a_child_gets_none_of_our_variables_but_the_few_it_needs() throws Exception {
        Map<String, String> ours = Map.of(
                "PATH", PATH, "HOME", "/nowhere", "ROLEMESH_NODE_KEY", "test-node-key", "CUDA_VISIBLE_DEVICES", "0,1");
        Path log = folder.resolve("child.log");
        LaunchOrder order = new LaunchOrder(List.of("env"), Map.of("CUDA_VISIBLE_DEVICES", "1"), log);

        Children.exit(new Launcher(ours, Clock.systemUTC()).start(order));

        assertThat(Files.readAllLines(log))
                .containsExactlyInAnyOrder("PATH=" + PATH, "HOME=/nowhere", "CUDA_VISIBLE_DEVICES=1");
    }

    @Test
    void P8_arguments_reach_the_child_as_they_are() throws Exception {
        String[] arguments = {
            "; touch x", "$(id)", "`id`", "$HOME", "a  b", "*", "~", "'", "\"", "\\", "a|b>c&", "--rpc", "", "é"
        };
        try (Children children = new Children(folder)) {
            String[] command = new String[arguments.length + 2];
            command[0] = "printf";
            command[1] = "%s\n";
            System.arraycopy(arguments, 0, command, 2, arguments.length);

            Children.exit(children.start(command));

            assertThat(children.lines()).containsExactly(arguments);
        }
    }

    @Test
    void a_child_leads_a_group_of_its_own_and_reads_nothing() throws Exception {
        try (Children children = new Children(folder)) {
            ChildProcess child = children.shell("cat; echo read; sleep 1000");
            children.awaitLines(1);

            long pid = child.mark().pid();
            assertThat(ProcStat.read(pid).orElseThrow().group()).isEqualTo(pid);
            assertThat(child.mark()).isEqualTo(ProcessMark.of(pid).orElseThrow());
        }
    }

    @Test
    void each_launch_appends_to_the_log_which_is_its_owners_alone() throws Exception {
        try (Children children = new Children(folder)) {
            Children.exit(children.shell("echo first; echo to stderr >&2"));
            Children.exit(children.shell("echo second"));

            assertThat(children.lines()).containsExactly("first", "to stderr", "second");
            assertThat(permissions(children.log())).isEqualTo("rw-------");
            assertThat(permissions(children.log().getParent())).isEqualTo("rwx------");
        }
    }

    @Test
    void says_how_to_mend_a_program_that_is_missing() throws Exception {
        try (Children children = new Children(folder)) {
            String missing = folder.resolve("llama-server").toString();

            assertThatThrownBy(() -> children.start(missing))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(missing)
                    .hasMessageContaining("correct its path");
            assertThatThrownBy(() -> children.start("no-such-llama-server")).hasMessageContaining("on the PATH");
        }
    }

    @Test
    void says_how_to_mend_a_program_that_may_not_be_run() throws Exception {
        try (Children children = new Children(folder)) {
            Path program = Files.writeString(folder.resolve("llama-server"), "#!/bin/sh\n");

            assertThatThrownBy(() -> children.start(program.toString())).hasMessageContaining("make it executable");
        }
    }

    @Test
    void a_process_that_cannot_be_a_command_is_refused() {
        assertThatThrownBy(() -> new LaunchOrder(List.of(), Map.of(), folder))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
