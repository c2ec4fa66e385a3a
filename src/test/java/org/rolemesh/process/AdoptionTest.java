package org.rolemesh.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class AdoptionTest {
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(5);

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
    void an_adopted_child_is_noticed_when_it_ends() throws Exception {
        ChildProcess child = children.shell("sleep 1000");
        ChildProcess adopted = new Launcher().adopt(child.mark());
        assertThat(adopted.exited()).isNotDone();

        ProcessHandle.of(child.mark().pid()).orElseThrow().destroyForcibly();

        Exit exit = Children.exit(adopted);
        assertThat(exit.code()).isEmpty();
        assertThat(exit.words()).isEqualTo("ended");
        assertThat(Duration.between(Children.exit(child).at(), exit.at())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void an_adopted_child_is_ended_with_its_group() throws Exception {
        ChildProcess child = children.shell("sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1000; done' & wait");
        long grandchild = Long.parseLong(children.awaitLines(1).get(0));

        Children.end(new Launcher().adopt(child.mark()), Duration.ofMillis(200));

        assertThat(child.mark().isAlive()).isFalse();
        assertThat(ProcessMark.of(grandchild)).isEmpty();
    }

    @Test
    void a_child_that_has_gone_meanwhile_is_adopted_as_ended() throws Exception {
        ChildProcess child = children.shell("sleep 1000");
        Children.end(child, LONG_PATIENCE);

        ChildProcess adopted = new Launcher().adopt(child.mark());

        assertThat(Children.exit(adopted).words()).isEqualTo("ended");
        assertThat(Children.end(adopted, LONG_PATIENCE).words()).isEqualTo("ended");
    }

    @Test
    void P3_another_process_that_has_got_the_pid_is_not_signalled() throws Exception {
        ChildProcess other = children.shell("trap 'echo hit' TERM; while :; do echo lives; sleep 0.01; done");
        children.awaitLines(1);
        String start = other.mark().started();
        ProcessMark earlier = new ProcessMark(other.mark().pid(), start.substring(0, start.indexOf(':')) + ":1");

        ChildProcess adopted = new Launcher().adopt(earlier);
        Children.end(adopted, Duration.ZERO);
        Family group = new ProcessGroup(earlier, Optional.empty());
        group.send(Family.Signal.KILL);
        EachAlone.send(Family.Signal.KILL, earlier);

        assertThat(group.isGone()).isTrue();
        assertThat(children.awaitLines(children.lines().size() + 2)).containsOnly("lives");
        assertThat(other.mark().isAlive()).isTrue();
    }

    @Test
    void a_child_of_before_the_machine_was_started_anew_has_ended() throws Exception {
        ChildProcess other = children.shell("sleep 1000");
        String start = other.mark().started();
        ProcessMark before =
                new ProcessMark(other.mark().pid(), "0123-another-boot" + start.substring(start.indexOf(':')));

        Children.end(new Launcher().adopt(before), Duration.ZERO);

        assertThat(before.isAlive()).isFalse();
        assertThat(other.mark().isAlive()).isTrue();
    }
}
