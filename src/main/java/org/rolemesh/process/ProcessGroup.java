package org.rolemesh.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process group of Linux whose leader was seen alive. Its id is the leader's process id, which the kernel gives to no
 * other process while the group has a member, so that those who outlive the leader are still known by it.
 */
final class ProcessGroup implements Family {
    private static final long KILL_SECONDS = 2;

    private final ProcessMark leader;
    private final Optional<Path> kill;

    /** @param kill the program kill(1); without it each member is signalled by itself */
    ProcessGroup(ProcessMark leader, Optional<Path> kill) {
        this.leader = leader;
        this.kill = kill;
    }

    @Override
    public boolean isGone() {
        return !leader.isAlive() && members().isEmpty();
    }

    @Override
    public void send(Signal signal) {
        List<ProcessMark> members = members();
        if (!members.isEmpty() && !(kill.isPresent() && sendAtOnce(kill.get(), signal))) {
            members.forEach(member -> EachAlone.send(signal, member));
        }
    }

    private List<ProcessMark> members() {
        Optional<Long> since = leader.startTicks();
        if (since.isEmpty() || leader.isReplaced()) {
            return List.of();
        }
        try {
            return ProcStat.all().stream()
                    .filter(stat -> stat.group() == leader.pid() && stat.startTicks() >= since.get())
                    .flatMap(stat -> ProcessMark.of(stat.pid()).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the processes of this machine", e);
        }
    }

    /** By one system call, so that no member can escape by starting another meanwhile. */
    private boolean sendAtOnce(Path program, Signal signal) {
        try {
            Process process = new ProcessBuilder(program.toString(), "-" + signal, "--", "-" + leader.pid())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process.waitFor(KILL_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
