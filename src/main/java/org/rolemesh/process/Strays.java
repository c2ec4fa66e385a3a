package org.rolemesh.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds processes by their command lines, such as children of an agent whose state was lost. */
public final class Strays {
    private Strays() {}

    /**
     * The processes of this user that have such an argument; never this one.
     *
     * @param argument is asked of each argument, and of the program
     * @throws IOException if the processes of this machine cannot be listed
     */
    public static List<ProcessMark> withArgument(Predicate<String> argument) throws IOException {
        long self = ProcessHandle.current().pid();
        return (ProcStat.bootId().isPresent() ? byProc(argument) : byHandles(argument))
                .filter(pid -> pid != self)
                .flatMap(pid -> ProcessMark.of(pid).stream())
                .toList();
    }

    private static Stream<Long> byProc(Predicate<String> argument) throws IOException {
        Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return ProcStat.pids().stream().filter(pid -> matches(Path.of("/proc", pid.toString()), user, argument));
    }

    private static boolean matches(Path process, Object user, Predicate<String> argument) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return Files.getAttribute(process, "unix:uid").equals(user)
                    && Arrays.stream(line.split("\0")).map(Strays::utf8).anyMatch(argument);
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static Stream<Long> byHandles(Predicate<String> argument) {
        String user = ProcessHandle.current().info().user().orElse(null);
        return ProcessHandle.allProcesses()
                .filter(handle -> Objects.equals(handle.info().user().orElse(null), user))
                .filter(handle -> Arrays.stream(handle.info().arguments().orElse(new String[0]))
                        .anyMatch(argument))
                .map(ProcessHandle::pid);
    }
}
