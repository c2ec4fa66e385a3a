package org.rolemesh.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is to be started.
 *
 * @param command the program and its arguments, each as the child gets it: no shell reads them
 * @param environment added to the few variables that every child gets
 * @param log what the child writes to stdout and stderr is appended here
 */
public record LaunchOrder(List<String> command, Map<String, String> environment, Path log) {
    public LaunchOrder {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(log, "log");
        if (command.isEmpty() || command.get(0).isEmpty()) {
            throw new IllegalArgumentException("command must begin with the program to start");
        }
    }
}
