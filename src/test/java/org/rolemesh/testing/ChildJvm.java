package org.rolemesh.testing;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program with the classes under test in a JVM of its own, which knows nothing of how this one was set up. */
public final class ChildJvm {
    /** Half the work of a start is to compile for a speed that is never needed. */
    private static final List<String> FOR_A_SHORT_LIFE = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    /** What {@code ./rolemesh} says to a JVM that warns of these. */
    static final List<String> FROM_24_ON = Runtime.version().feature() < 24
            ? List.of()
            : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

    private ChildJvm() {}

    /** For what is over soon: it starts in half the time and never becomes fast. */
    public static ProcessBuilder brief(Class<?> program, String... arguments) {
        return command(briefly(), StartArchive.classPath() + File.pathSeparator + TEST_CLASSES, program, arguments);
    }

    /** The command line of a program that is over soon, without its arguments. */
    public static List<String> brief(Class<?> program) {
        return brief(program, new String[0]).command();
    }

    /** For what is measured: the JVM chooses as it does for a user, but for these options. */
    public static ProcessBuilder asShipped(List<String> options, Class<?> program, String... arguments) {
        return command(options, classPath(), program, arguments);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> briefly() {
        List<String> options = new ArrayList<>(FOR_A_SHORT_LIFE);
        options.addAll(StartArchive.options());
        return options;
    }

    private static ProcessBuilder command(
            List<String> options, String classPath, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(options);
        command.addAll(FROM_24_ON);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("ROLE_MESH_")
                        || name.equals("JAVA_TOOL_OPTIONS")
                        || name.equals("JDK_JAVA_OPTIONS"));
        return builder;
    }

    /** The test runner's ends with a separator, which would put the working directory on it, and the routes that lie there. */
    private static String classPath() {
        String path = System.getProperty("java.class.path");
        return path.endsWith(File.pathSeparator) ? path.substring(0, path.length() - 1) : path;
    }
}
