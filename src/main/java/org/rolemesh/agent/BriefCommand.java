package org.rolemesh.agent;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecException;
import org.apache.camel.component.exec.ExecResult;

/**
 * Runs a program that is expected to end soon, and waits for it. At the endpoint's timeout (5 s where it has none), or
 * once it has printed more than 256 KiB, it is killed with all that it started.
 *
 * <p>An exit value other than 0 is an {@link ExecException} with what was printed, since {@code camel-exec} would log
 * each one as an error. A program that had to be killed is one without, so that half an answer is never taken for a
 * whole. Safe for use by several threads.
 */
public final class BriefCommand implements ExecCommandExecutor {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DEATH = Duration.ofSeconds(1);
    private static final int MAX_OUTPUT_BYTES = 256 * 1024;
    private static final long POLL_MILLIS = 10;

    private final CleanEnvironment environment;
    private final Map<String, ProcessHandle> unkillable = new ConcurrentHashMap<>();

    /** @param environment of which a program sees what {@link CleanEnvironment} lets through */
    public BriefCommand(Map<String, String> environment) {
        this.environment = new CleanEnvironment(environment);
    }

    @Override
    public ExecResult execute(ExecCommand command) throws IOException {
        refuseWhileOneHangs(command.getExecutable());
        Process process = start(command);
        try (Printed out = new Printed(process.getInputStream(), MAX_OUTPUT_BYTES);
                Printed err = new Printed(process.getErrorStream(), MAX_OUTPUT_BYTES)) {
            awaitEnd(command, process, out, err);
            return result(command, process.exitValue(), out, err);
        } finally {
            if (process.isAlive()) {
                kill(command.getExecutable(), process);
            }
        }
    }

    /** A process that hangs in a driver outlives SIGKILL: one such is enough. */
    private void refuseWhileOneHangs(String program) {
        ProcessHandle earlier = unkillable.get(program);
        if (earlier != null && earlier.isAlive()) {
            throw failure(program + " hangs and cannot be ended (process " + earlier.pid() + ")");
        }
        unkillable.remove(program);
    }

    private Process start(ExecCommand command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(environment.find(command.getExecutable()).toString());
        line.addAll(command.getArgs());
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().putAll(environment.variables());
        builder.directory(command.getWorkingDir() == null ? null : new File(command.getWorkingDir()));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static ExecResult result(ExecCommand command, int exit, Printed out, Printed err) {
        if (exit != 0) {
            String message = command.getExecutable() + " ended with exit code " + exit;
            throw new ExecException(message, out.asStream(), err.asStream(), exit);
        }
        return new ExecResult(command, out.asStream(), err.asStream(), exit);
    }

    /**
     * Reads only what is there already, so neither a program that prints nothing nor a grandchild that keeps the pipe
     * open holds it.
     */
    private static void awaitEnd(ExecCommand command, Process process, Printed out, Printed err) throws IOException {
        Duration timeout = timeoutOf(command);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            boolean ended = ended(process);
            if (!out.readAvailable() || !err.readAvailable()) {
                throw failure(command.getExecutable() + " printed more than " + MAX_OUTPUT_BYTES / 1024
                        + " KiB and was killed");
            }
            if (ended) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw failure(
                        command.getExecutable() + " did not end within " + timeout.toMillis() + " ms and was killed");
            }
        }
    }

    private static boolean ended(Process process) throws InterruptedIOException {
        try {
            return process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a program ran");
        }
    }

    private static Duration timeoutOf(ExecCommand command) {
        return command.getTimeout() == ExecEndpoint.NO_TIMEOUT ? TIMEOUT : Duration.ofMillis(command.getTimeout());
    }

    /** With its children, which can be found by their parent only as long as that lives. */
    private void kill(String program, Process process) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (process.isAlive()) {
            unkillable.put(program, process.toHandle());
        }
    }

    private static ExecException failure(String message) {
        return new ExecException(message, null, null, -1);
    }
}
