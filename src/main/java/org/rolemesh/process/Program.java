package org.rolemesh.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Finds programs as execvp(3) does: a name with a slash is a path, any other is looked up on the PATH. */
final class Program {
    private Program() {}

    static Optional<Path> find(String name, String searchPath) {
        if (Path.of(name).getNameCount() > 1 || Path.of(name).isAbsolute()) {
            return Optional.of(Path.of(name)).filter(Program::canRun);
        }
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Program::canRun)
                .findFirst();
    }

    static Path require(String name, String searchPath) throws IOException {
        return find(name, searchPath)
                .orElseThrow(() -> new IOException(name + " is no program that this user can run: "
                        + (Files.exists(Path.of(name))
                                ? "make it executable"
                                : "correct its path, or put its folder on the PATH")));
    }

    private static boolean canRun(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
