package org.rolemesh.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Real children that share one log; when it is closed all of them are ended, and nothing of their groups may be left. */
final class Children implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final Path log;
    private final Launcher launcher;
    private final List<ChildProcess> started = new ArrayList<>();

    Children(Path folder) {
        this(folder, new Launcher());
    }

    Children(Path folder, Launcher launcher) {
        this.log = folder.resolve("logs").resolve("child.log");
        this.launcher = launcher;
    }

    ChildProcess start(String... command) throws IOException {
        ChildProcess child = launcher.start(new LaunchOrder(List.of(command), Map.of(), log));
        started.add(child);
        return child;
    }

    ChildProcess shell(String script) throws IOException {
        return start("sh", "-c", script);
    }

    Path log() {
        return log;
    }

    List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the log has so many whole lines. */
    List<String> awaitLines(int count) {
        Awaitility.await("lines in the log")
                .atMost(SOON)
                .until(() ->
                        Files.readString(log).chars().filter(c -> c == '\n').count() >= count);
        return lines();
    }

    void awaitState(ChildProcess child, char state) {
        awaitState(child.mark().pid(), state);
    }

    void awaitState(long pid, char state) {
        Awaitility.await("state " + state).atMost(SOON).until(() -> ProcStat.read(pid)
                .filter(stat -> stat.state() == state)
                .isPresent());
    }

    /** Makes a zombie of a child of a shell that becomes {@code sleep}, which reaps none; a shell still might. */
    void makeZombie(long pid, long parent) {
        Awaitility.await("the shell has become sleep").atMost(SOON).until(() -> ProcessHandle.of(parent)
                .flatMap(handle -> handle.info().command())
                .filter(command -> command.endsWith("sleep"))
                .isPresent());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        awaitState(pid, 'Z');
    }

    static Exit exit(ChildProcess child) throws Exception {
        return child.exited().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    static Exit end(ChildProcess child, Duration patience) throws Exception {
        return child.end(patience).get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        for (ChildProcess child : started) {
            end(child, Duration.ZERO);
        }
        List<Long> leaders = started.stream().map(child -> child.mark().pid()).toList();
        assertThat(ProcStat.all()).noneMatch(stat -> leaders.contains(stat.group()) && !stat.isDead());
    }
}
