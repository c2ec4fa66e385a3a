package org.rolemesh.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecException;
import org.apache.camel.component.exec.ExecResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program of the name {@code tool}, run by the endpoint's executor. Those that hang would do so for ten minutes. */
@Timeout(30)
class BriefCommandTest {
    private static final long LONG_MS = 20_000;
    private static final long SHORT_MS = 300;

    @TempDir
    Path folder;

    private StandIn programs;
    private BriefCommand commands;

    @BeforeEach
    void openFolder() {
        programs = new StandIn(folder);
        commands = new BriefCommand(programs.environment());
    }

    @Test
    void what_a_program_prints_is_its_result() throws Exception {
        programs.script("tool", "echo \"got $1, $2\"; echo warned >&2\n");

        ExecResult result = commands.execute(command(LONG_MS, "a b", "*"));

        assertThat(FixedBinding.text(result.getStdout())).isEqualTo("got a b, *\n");
        assertThat(FixedBinding.text(result.getStderr())).isEqualTo("warned\n");
        assertThat(result.getExitValue()).isZero();
    }

    @Test
    void a_program_that_prints_nothing_has_no_output() throws Exception {
        programs.script("tool", "exit 0\n");

        assertThat(commands.execute(command(LONG_MS)).getStdout()).isNull();
    }

    @Test
    void an_exit_code_comes_with_what_was_printed() {
        programs.script("tool", "echo half; echo why >&2; exit 9\n");

        ExecException failure = catchThrowableOfType(ExecException.class, () -> commands.execute(command(LONG_MS)));

        assertThat(failure).hasMessage("tool ended with exit code 9");
        assertThat(failure.getExitValue()).isEqualTo(9);
        assertThat(FixedBinding.text(failure.getStdout())).isEqualTo("half\n");
        assertThat(FixedBinding.text(failure.getStderr())).isEqualTo("why\n");
    }

    @Test
    void a_hanging_program_is_killed_with_its_children() {
        programs.script("tool", "sleep 600 & echo $$ $! > " + folder + "/pids; echo half; wait\n");

        ExecException failure = catchThrowableOfType(ExecException.class, () -> commands.execute(command(SHORT_MS)));

        assertThat(failure).hasMessage("tool did not end within 300 ms and was killed");
        assertThat(failure.getStdout()).isNull();
        assertThat(programs.lines("pids")).hasSize(1);
        for (String pid : programs.lines("pids").get(0).split(" ")) {
            Awaitility.await("end of process " + pid).until(() -> !isAlive(Long.parseLong(pid)));
        }
    }

    @Test
    void a_grandchild_that_keeps_the_output_open_does_not_hold_it() throws Exception {
        programs.script("tool", "sleep 600 & echo $!\n");

        long begun = System.nanoTime();
        ExecResult result = commands.execute(command(LONG_MS));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        ProcessHandle.of(Long.parseLong(FixedBinding.text(result.getStdout()).strip()))
                .ifPresent(ProcessHandle::destroyForcibly);
        assertThat(took).isLessThan(Duration.ofMillis(LONG_MS / 2));
    }

    @Test
    void a_flood_is_ended_before_its_time() {
        programs.script(
                "tool",
                "echo $$ > " + folder + "/pids; while :; do echo 0123456789012345678901234567890123456789; done\n");

        assertThatThrownBy(() -> commands.execute(command(LONG_MS)))
                .isInstanceOf(ExecException.class)
                .hasMessage("tool printed more than 256 KiB and was killed");

        long pid = Long.parseLong(programs.lines("pids").get(0));
        Awaitility.await().until(() -> !isAlive(pid));
    }

    @Test
    void as_much_as_is_allowed_is_read_whole() throws Exception {
        programs.script("tool", "head -c 262144 /dev/zero | tr '\\0' x\n");

        ExecResult result = commands.execute(command(LONG_MS));

        assertThat(FixedBinding.text(result.getStdout())).hasSize(256 * 1024);
    }

    @Test
    void a_program_sees_none_of_the_agents_keys() throws Exception {
        programs.script("tool", "tr '\\0' '\\n' < /proc/$$/environ\n");

        String seen = FixedBinding.text(commands.execute(command(LONG_MS)).getStdout());

        assertThat(seen.lines())
                .containsExactlyInAnyOrder("PATH=" + programs.environment().get("PATH"), "LANG=C.UTF-8");
    }

    @Test
    void a_program_that_reads_gets_an_end_at_once() throws Exception {
        programs.script("tool", "cat; echo read\n");

        assertThat(FixedBinding.text(commands.execute(command(LONG_MS)).getStdout()))
                .isEqualTo("read\n");
    }

    @Test
    void a_program_runs_in_the_folder_of_its_endpoint() throws Exception {
        programs.script("tool", "pwd -P\n");
        ExecCommand there = new ExecCommand(
                "tool", List.of(), folder.toString(), LONG_MS, Set.of(), null, null, false, LoggingLevel.DEBUG);

        assertThat(FixedBinding.text(commands.execute(there).getStdout())).isEqualTo(folder.toRealPath() + "\n");
    }

    @Test
    void a_program_that_is_not_there_is_named() {
        BriefCommand alone = new BriefCommand(programs.environmentAlone());

        assertThatThrownBy(() -> alone.execute(command(LONG_MS)))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("tool is in no folder of PATH");
        assertThatThrownBy(() -> new BriefCommand(Map.of()).execute(command(LONG_MS)))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void an_interrupted_wait_ends_the_program() throws Exception {
        programs.script("tool", "echo $$ > " + folder + "/pids; exec sleep 600\n");
        CompletableFuture<Throwable> ending = new CompletableFuture<>();
        Thread waiting = new Thread(() -> ending.complete(catchThrowable(() -> commands.execute(command(LONG_MS)))));

        waiting.start();
        Awaitility.await().until(() -> !programs.lines("pids").isEmpty());
        long pid = Long.parseLong(programs.lines("pids").get(0));
        waiting.interrupt();

        assertThat(ending.get(LONG_MS / 2, TimeUnit.MILLISECONDS)).isInstanceOf(InterruptedIOException.class);
        Awaitility.await().until(() -> !isAlive(pid));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static ExecCommand command(long timeoutMs, String... arguments) {
        return new ExecCommand(
                "tool", List.of(arguments), null, timeoutMs, Set.of(), null, null, false, LoggingLevel.DEBUG);
    }
}
