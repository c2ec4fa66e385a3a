package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Writes a program that behaves as llama-server does or fails as one may: a shell script that becomes a
 * {@link FakeLlamaServer}. It keeps its files in the script's folder. How it behaves, by name:
 *
 * <ul>
 *   <li>{@code exit_code}: ends at once with this code, after saying {@code message} on stderr; with {@code crash_starts}
 *       only the first so many starts do
 *   <li>{@code ignore_term}: SIGTERM does not end it
 *   <li>{@code grandchild}: starts another process first, which ignores SIGTERM and never ends
 *   <li>all that {@link FakeLlamaServer} knows, which may be changed while it runs by writing the script again
 * </ul>
 */
public final class FakeLlama {
    private static final String SCRIPT = "llama-server";
    private static final String STARTS = "starts";
    private static final String GRANDCHILDREN = "grandchildren";
    private static final String CHATS = "chats";
    private static final String BEHAVIOUR = "behaviour.properties";

    private FakeLlama() {}

    /** Writes the script, or writes it anew, and returns its path. */
    public static Path script(Path folder, Map<String, String> behaviour) {
        try {
            Files.createDirectories(folder);
            writeBehaviour(folder, behaviour);
            Path text = Files.writeString(folder.resolve(SCRIPT + ".text"), text(folder.toAbsolutePath(), behaviour));
            Path draft = folder.resolve(SCRIPT + ".draft");
            copyToProgram(text, draft);
            return Files.move(draft, folder.resolve(SCRIPT), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process ids of all its starts, first to last. */
    public static List<Long> starts(Path folder) {
        return pids(folder.resolve(STARTS));
    }

    /** The process ids of what it has started itself. */
    public static List<Long> grandchildren(Path folder) {
        return pids(folder.resolve(GRANDCHILDREN));
    }

    /** The bodies of the chats that its processes have seen. */
    public static List<String> chats(Path folder) {
        return lines(folder.resolve(CHATS));
    }

    /**
     * By another process: a program that this one has open for writing, or a child between its fork and its exec, cannot
     * be run ("Text file busy").
     */
    private static void copyToProgram(Path text, Path program) throws IOException {
        Process install = new ProcessBuilder("install", "-m", "700", text.toString(), program.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (install.onExit().join().exitValue() != 0) {
            throw new IOException(said);
        }
    }

    private static List<Long> pids(Path file) {
        return lines(file).stream().map(Long::valueOf).toList();
    }

    private static List<String> lines(Path file) {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            // One that was killed may have left half a character.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path folder, Map<String, String> behaviour) {
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        script.append("echo $$ >> ").append(quoted(folder.resolve(STARTS))).append('\n');
        if (behaviour.containsKey("exit_code")) {
            String starts = "[ $(wc -l < " + quoted(folder.resolve(STARTS)) + ") -le "
                    + Long.parseLong(behaviour.getOrDefault("crash_starts", "1000000")) + " ]";
            String message = quoted(behaviour.getOrDefault("message", "error: the model cannot be loaded"));
            script.append("if " + starts + "; then echo " + message + " >&2; exit "
                    + Integer.parseInt(behaviour.get("exit_code")) + "; fi\n");
        }
        if (behaviour.containsKey("grandchild")) {
            script.append("sh -c 'trap \"\" TERM; echo $$ >> \"$0\"; while :; do sleep 1000; done' ")
                    .append(quoted(folder.resolve(GRANDCHILDREN)))
                    .append(" &\n");
        }
        if (behaviour.containsKey("ignore_term")) {
            script.append("trap '' TERM\n"); // the JVM leaves alone what is ignored when it starts
        }
        return script.append("exec ").append(java(folder)).append(" \"$@\"\n").toString();
    }

    private static String java(Path folder) {
        return quoted(Path.of(System.getProperty("java.home"), "bin", "java"))
                + " -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xmx48m"
                + " -Dfake.behaviour=" + quoted(folder.resolve(BEHAVIOUR))
                + " -Dfake.chats=" + quoted(folder.resolve(CHATS))
                + " -cp " + quoted(testClasses()) + " " + FakeLlamaServer.class.getName();
    }

    private static Path testClasses() {
        try {
            return Path.of(FakeLlamaServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeBehaviour(Path folder, Map<String, String> behaviour) throws IOException {
        Properties properties = new Properties();
        properties.putAll(behaviour);
        Path draft = Files.createTempFile(folder, BEHAVIOUR, ".draft");
        try (Writer writer = Files.newBufferedWriter(draft)) {
            properties.store(writer, null);
        }
        Files.move(draft, folder.resolve(BEHAVIOUR), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String quoted(Object value) {
        return "'" + value.toString().replace("'", "'\\''") + "'";
    }
}
