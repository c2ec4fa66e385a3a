package org.rolemesh.agent;

import java.io.File;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a brief program may see of the agent's environment: enough to run, none of the keys. */
final class CleanEnvironment {
    private static final Set<String> NAMES = Set.of("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TMPDIR");

    private final Map<String, String> variables = new TreeMap<>();

    CleanEnvironment(Map<String, String> all) {
        variables.putAll(all);
        variables.keySet().retainAll(NAMES);
    }

    Map<String, String> variables() {
        return variables;
    }

    /**
     * The program's file, in this PATH rather than that of the JVM.
     *
     * @throws FileNotFoundException where there is none that may be executed
     */
    Path find(String program) throws FileNotFoundException {
        return folders()
                .map(folder -> folder.resolve(program).toAbsolutePath())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> new FileNotFoundException(program + " is in no folder of PATH"));
    }

    private Stream<Path> folders() {
        String[] folders = variables.getOrDefault("PATH", "").split(File.pathSeparator);
        return Stream.of(folders).filter(folder -> !folder.isEmpty()).flatMap(CleanEnvironment::path);
    }

    private static Stream<Path> path(String text) {
        try {
            return Stream.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }
}
