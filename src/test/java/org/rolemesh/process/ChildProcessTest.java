package org.rolemesh.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ChildProcessTest {
    private static final Duration NO_PATIENCE = Duration.ofMillis(200);
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(5);
    private static final String IGNORES_TERM = "sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1000; done' & ";

    @TempDir
    Path folder;

    private Children children;

    @BeforeEach
    void prepare() {
        children = new Children(folder);
    }

    @AfterEach
    void leave_nothing_behind() throws Exception {
        children.close();
    }

    @Test
    void says_with_what_code_a_child_has_ended() throws Exception {
        Exit exit = Children.exit(children.shell("exit 3"));

        assertThat(exit.code()).hasValue(3);
        assertThat(exit.signal()).isEmpty();
        assertThat(exit.words()).isEqualTo("exit code 3");
    }

    @Test
    void says_what_signal_has_killed_a_child() throws Exception {
        Exit exit = Children.exit(children.shell("kill -KILL $$"));

        assertThat(exit.code()).isEmpty();
        assertThat(exit.signal()).contains("SIGKILL");
        assertThat(exit.words()).isEqualTo("killed by SIGKILL");
    }

    @Test
    void a_child_that_heeds_sigterm_ends_as_it_likes() throws Exception {
        ChildProcess child = children.shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
        children.awaitLines(1);

        assertThat(Children.end(child, LONG_PATIENCE).words()).isEqualTo("exit code 7");
    }

    @Test
    void a_grandchild_that_ignores_sigterm_is_killed_with_its_group() throws Exception {
        ChildProcess child = children.shell(IGNORES_TERM + "wait");
        ProcessMark grandchild = markIn(children.awaitLines(1));

        Exit exit = Children.end(child, NO_PATIENCE);

        assertThat(exit.signal()).contains("SIGTERM");
        assertThat(grandchild.isAlive()).isFalse();
    }

    @Test
    void what_a_dead_leader_has_left_of_its_group_is_ended() throws Exception {
        ChildProcess child = children.shell(IGNORES_TERM + "exit 3");
        ProcessMark grandchild = markIn(children.awaitLines(1));
        assertThat(Children.exit(child).words()).isEqualTo("exit code 3");
        assertThat(grandchild.isAlive()).isTrue();

        Exit exit = Children.end(child, NO_PATIENCE);

        assertThat(exit.words()).isEqualTo("exit code 3");
        assertThat(grandchild.isAlive()).isFalse();
    }

    @Test
    void what_is_left_is_ended_also_where_the_leader_had_gone_before_its_start_was_read() throws Exception {
        ChildProcess child = children.shell(IGNORES_TERM + "exit 3");
        ProcessMark grandchild = markIn(children.awaitLines(1));
        Children.exit(child);

        ProcessMark unread = ProcessMark.ofGone(child.mark().pid());
        ProcessGroup group = new ProcessGroup(unread, Optional.empty());
        group.send(Family.Signal.KILL);

        assertThat(unread.isAlive()).isFalse();
        Awaitility.await().until(group::isGone);
        assertThat(grandchild.isAlive()).isFalse();
    }

    @Test
    void a_stopped_child_hears_of_its_end() throws Exception {
        ChildProcess child = children.shell("trap 'exit 7' TERM; kill -STOP $$; while :; do sleep 0.01; done");
        children.awaitState(child, 'T');

        assertThat(Children.end(child, LONG_PATIENCE).words()).isEqualTo("exit code 7");
    }

    @Test
    void a_stopped_child_that_ignores_sigterm_is_killed() throws Exception {
        ChildProcess child = children.shell("trap '' TERM; while :; do kill -STOP $$; done");
        children.awaitState(child, 'T');

        assertThat(Children.end(child, NO_PATIENCE).words()).isEqualTo("killed by SIGKILL");
    }

    @Test
    void a_child_is_asked_once_however_often_and_killed_when_the_first_loses_patience() throws Exception {
        ChildProcess child =
                children.shell("trap 'echo asked' TERM; echo ready; while :; do sleep 0.01; done 2> /dev/null");
        children.awaitLines(1);
        CompletableFuture<Exit> patient = child.end(LONG_PATIENCE);
        children.awaitLines(2);

        Exit exit = Children.end(child, NO_PATIENCE);

        assertThat(exit.words()).isEqualTo("killed by SIGKILL");
        assertThat(patient.get(10, TimeUnit.SECONDS)).isEqualTo(exit);
        assertThat(children.lines()).containsOnlyOnce("asked");
    }

    @Test
    void without_the_program_kill_each_of_a_group_is_killed() throws Exception {
        ChildProcess child = children.shell(IGNORES_TERM + "wait");
        ProcessMark grandchild = markIn(children.awaitLines(1));

        ProcessGroup group = new ProcessGroup(child.mark(), Optional.empty());
        group.send(Family.Signal.KILL);

        Awaitility.await().until(group::isGone);
        assertThat(grandchild.isAlive()).isFalse();
    }

    @Test
    void without_groups_descendants_are_ended_also_when_their_parent_has_gone() throws Exception {
        ChildProcess child = children.shell(IGNORES_TERM + "wait");
        ProcessMark grandchild = markIn(children.awaitLines(1));

        Descendants family = new Descendants(child.mark());
        family.send(Family.Signal.TERM);
        Children.exit(child);
        assertThat(family.isGone()).isFalse();
        family.send(Family.Signal.KILL);

        Awaitility.await().until(family::isGone);
        assertThat(grandchild.isAlive()).isFalse();
    }

    @Test
    void a_zombie_in_the_group_does_not_hold_up_its_end() throws Exception {
        ChildProcess parent = children.shell("setsid sh -c 'sleep 1000 & echo $!; echo $$; exec sleep 1000' & wait");
        List<String> pids = children.awaitLines(2);
        ProcessMark holder = ProcessMark.of(Long.parseLong(pids.get(1))).orElseThrow();
        children.makeZombie(Long.parseLong(pids.get(0)), holder.pid());

        ChildProcess adopted = new Launcher().adopt(holder);

        Children.end(adopted, NO_PATIENCE);
        assertThat(holder.isAlive()).isFalse();
        assertThat(Children.exit(parent).code()).isPresent();
    }

    private static ProcessMark markIn(List<String> lines) {
        return ProcessMark.of(Long.parseLong(lines.get(0))).orElseThrow();
    }
}
