package org.rolemesh.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.rolemesh.config.Device;
import org.rolemesh.process.ChildProcess;
import org.rolemesh.process.Exit;
import org.rolemesh.process.LaunchOrder;
import org.rolemesh.process.Launcher;
import org.rolemesh.process.ProcessMark;
import org.rolemesh.slots.Launch;

/** The llama-server processes that run, by their launches. Thread safe. */
public final class Children {
    /** To SIGKILL; a process that is asked to end need not finish anything. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Launcher launcher;
    private final SlotLogs logs;
    private final Map<String, ChildProcess> running = new ConcurrentHashMap<>();

    public Children(Launcher launcher, SlotLogs logs) {
        this.launcher = launcher;
        this.logs = logs;
    }

    /** Starts the process of a launch. */
    ChildProcess start(Launch launch, Device device) throws IOException {
        ChildProcess child = launcher.start(
                new LaunchOrder(launch.command(), DeviceEnvironment.of(device), logs.fileOf(launch.slot())));
        running.put(launch.id(), child);
        return child;
    }

    /** Takes back one that an earlier agent has started. */
    ChildProcess adopt(Launch launch, ProcessMark mark) {
        ChildProcess child = launcher.adopt(mark);
        running.put(launch.id(), child);
        return child;
    }

    /** Ends one that is nobody's any more, and whatever it has started. */
    public CompletableFuture<Exit> endStray(ProcessMark mark) {
        return launcher.adopt(mark).end(PATIENCE);
    }

    /** Asks it to end, and kills it where it does not; empty where there is none. */
    Optional<CompletableFuture<Exit>> end(String launchId) {
        return Optional.ofNullable(running.get(launchId)).map(child -> child.end(PATIENCE));
    }

    void forget(String launchId) {
        running.remove(launchId);
    }
}
