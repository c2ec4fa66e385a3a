package org.rolemesh.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts child processes that outlive this program, and takes them back. Each leads a session and process group of its
 * own where the machine has setsid(1), which Linux has. Thread safe; both methods block for some milliseconds.
 */
public final class Launcher {
    /** All that children get of our environment: our keys are in the rest. */
    private static final List<String> PASSED_ON =
            List.of("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TMPDIR", "ROCM_PATH", "HSA_OVERRIDE_GFX_VERSION");

    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final File NOTHING = new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    private static final Duration GROUP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration GROUP_PAUSE = Duration.ofMillis(1);

    private final Map<String, String> surroundings;
    private final Clock clock;
    private final Watch watch;
    private final Optional<Path> setsid;
    private final Optional<Path> kill;

    public Launcher() {
        this(System.getenv(), Clock.systemUTC());
    }

    /**
     * @param surroundings the environment of this program, of which children get a part
     * @param clock dates exits
     */
    public Launcher(Map<String, String> surroundings, Clock clock) {
        this.surroundings = Map.copyOf(surroundings);
        this.clock = clock;
        this.watch = new Watch(clock);
        this.setsid = find("/usr/bin/setsid", "setsid");
        this.kill = find("/bin/kill", "kill");
    }

    /**
     * Starts a process. It reads nothing from its stdin.
     *
     * @throws IOException if the program is none that can be run, or the log cannot be written
     */
    public ChildProcess start(LaunchOrder order) throws IOException {
        PrivateFile.create(order.log());
        Process process = builder(order).start();
        ProcessMark mark = ProcessMark.of(process.pid()).orElseGet(() -> ProcessMark.ofGone(process.pid()));
        Family family = setsid.isPresent() ? ofLeader(mark) : new Descendants(mark);
        return new ChildProcess(mark, family, watch, exitOf(process));
    }

    private CompletableFuture<Exit> exitOf(Process process) {
        CompletableFuture<Exit> exited = new CompletableFuture<>();
        OwnThread.run(() -> {
            try {
                exited.complete(Exit.ofValue(process.waitFor(), clock.instant()));
            } catch (InterruptedException e) {
                exited.completeExceptionally(e);
            }
        });
        return exited;
    }

    /**
     * Takes back a process that an earlier run of this program has started. One that is gone has exited at once, and its
     * group is left alone: nobody knows any more whose it is.
     */
    public ChildProcess adopt(ProcessMark mark) {
        return new ChildProcess(mark, leads(mark) ? group(mark) : new Descendants(mark), watch, watch.endOf(mark));
    }

    private ProcessBuilder builder(LaunchOrder order) throws IOException {
        List<String> command = new ArrayList<>();
        setsid.ifPresent(program -> command.add(program.toString()));
        command.add(Program.require(order.command().get(0), searchPath()).toString());
        command.addAll(order.command().subList(1, order.command().size()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(order.log().toFile()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        PASSED_ON.stream()
                .filter(surroundings::containsKey)
                .forEach(name -> environment.put(name, surroundings.get(name)));
        environment.putAll(order.environment());
        return builder;
    }

    /** The process has been started as setsid(1), which makes itself a leader and then becomes the program. */
    private Family ofLeader(ProcessMark mark) {
        long deadline = System.nanoTime() + GROUP_TIMEOUT.toNanos();
        while (!leads(mark) && mark.isAlive()) {
            if (System.nanoTime() - deadline >= 0) {
                return new Descendants(mark);
            }
            LockSupport.parkNanos(GROUP_PAUSE.toNanos());
        }
        return group(mark);
    }

    private ProcessGroup group(ProcessMark leader) {
        return new ProcessGroup(leader, kill);
    }

    private static boolean leads(ProcessMark mark) {
        return mark.isAlive()
                && ProcStat.read(mark.pid())
                        .filter(stat -> stat.group() == mark.pid())
                        .isPresent();
    }

    private Optional<Path> find(String usual, String name) {
        return Program.find(usual, "").or(() -> Program.find(name, searchPath()));
    }

    private String searchPath() {
        return surroundings.getOrDefault("PATH", DEFAULT_PATH);
    }
}
