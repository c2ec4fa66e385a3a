package org.rolemesh.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands as a reader of the documentation would. */
record Shell(Map<String, String> environment) {
    /** How a command ended, and what it said on both of its outputs. */
    record Result(int status, String output) {}

    /** Runs it by {@code sh}, with nothing on its input; a {@code curl} shows no progress. */
    String run(String command) throws IOException, InterruptedException {
        return result("sh", "-c", command.replaceFirst("^curl ", "curl -sS ")).output();
    }

    Result result(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it goes on: " + String.join(" ", command));
        }
        return new Result(process.exitValue(), output);
    }
}
