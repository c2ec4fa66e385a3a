package org.rolemesh.process;

/** Signals single processes, by what the JDK offers. */
final class EachAlone {
    private EachAlone() {}

    /** The JDK has no SIGCONT: a stopped process then waits for its SIGKILL. */
    static void send(Family.Signal signal, ProcessMark to) {
        ProcessHandle.of(to.pid()).filter(handle -> to.isAlive()).ifPresent(handle -> {
            switch (signal) {
                case TERM -> handle.destroy();
                case KILL -> handle.destroyForcibly();
                case CONT -> {}
            }
        });
    }
}
