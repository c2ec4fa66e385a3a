package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.rolemesh.cli.RoleMesh;

/**
 * A copy of the launcher {@code rolemesh} in a folder of its own, as it is installed, which starts the classes under test
 * in place of the jar beside it.
 */
public final class Installation {
    private final Path folder;

    private Installation(Path folder) {
        this.folder = folder;
    }

    /** Makes one in this folder. */
    public static Installation in(Path folder) {
        try {
            Installation made = new Installation(folder);
            Path java = made.javaHome().resolve("bin/java");
            Files.createDirectories(java.getParent());
            Files.copy(Path.of("rolemesh"), made.program());
            Files.createFile(folder.resolve("rolemesh-gateway.jar"));
            executable(made.program());
            executable(Files.writeString(java, javaWithClassPath()));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The launcher. */
    public Path program() {
        return folder.resolve("rolemesh");
    }

    /** What the launcher needs for its {@code JAVA_HOME}. */
    public Path javaHome() {
        return folder.resolve("java");
    }

    /** Tells its version, and runs this very Java with all arguments but {@code -jar FILE}. */
    private static String javaWithClassPath() {
        return """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'test version "%s"' >&2
                    exit
                fi
                for argument; do
                    shift
                    case $argument in
                        -jar) ;;
                        */rolemesh-gateway.jar) set -- "$@" -cp '%s' %s ;;
                        *) set -- "$@" "$argument" ;;
                    esac
                done
                exec '%s/bin/java' "$@"
                """.formatted(
                        Runtime.version().feature(),
                        StartArchive.classPath(),
                        RoleMesh.class.getName(),
                        System.getProperty("java.home"));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
