package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.rolemesh.cli.RoleMesh;
import org.rolemesh.testing.ChildJvm;

/** A folder in which {@code ./rolemesh} runs the classes under test, so that printed commands run as they are. */
record Installation(Path folder, Map<String, String> environment) {
    /** What a command that goes on has said so far is in this file. */
    private static final String OUTPUT = "output";

    static Installation in(Path folder, Map<String, String> environment) throws Exception {
        Path text = Files.writeString(
                folder.resolve("rolemesh.text"), """
                #!/bin/sh
                exec setsid '%s' "$@"
                """.formatted(String.join("' '", ChildJvm.brief(RoleMesh.class))));
        // By another process: Linux runs no file that this one may still have open for writing.
        Shell.Result copied = new Shell(Map.of())
                .result(
                        "install",
                        "-m",
                        "700",
                        text.toString(),
                        folder.resolve("rolemesh").toString());
        assertThat(copied).isEqualTo(new Shell.Result(0, ""));
        return new Installation(folder, environment);
    }

    /** Runs a command that ends, and gives what it says. */
    String run(String command) throws IOException, InterruptedException {
        return new Shell(environment).run("cd '" + folder + "' && " + command);
    }

    /** Starts one that goes on. */
    Running start(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(OUTPUT).toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("ROLE_MESH_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return new Running(builder.start(), folder.resolve(OUTPUT));
    }

    /** Closing kills it. */
    record Running(Process process, Path output) implements AutoCloseable {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        void awaitSaid(String text) {
            Awaitility.await("it says: " + text)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .failFast(() -> assertThat(process.isAlive()
                                    || Files.readString(output).contains(text))
                            .as(Files.readString(output))
                            .isTrue())
                    .until(() -> Files.readString(output).contains(text));
        }

        /** @param signal as kill(1) names it */
        void signal(String signal) throws IOException, InterruptedException {
            List<String> command = List.of("kill", "-s", signal, Long.toString(process.pid()));
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .isZero();
        }

        int awaitExit() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
