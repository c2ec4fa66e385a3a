package org.rolemesh.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.rolemesh.testing.ChildJvm;

/** The log as shipped, read from the stderr of a JVM of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogOutputTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";
    private final ObjectMapper json = new ObjectMapper();
    private Process process;

    @AfterEach
    void end_the_process() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void text_is_one_line_for_each_event_and_a_stack_only_for_errors() throws Exception {
        List<String> lines = logOf("text", "info");

        assertThat(lines.get(0)).matches(TIME + "INFO  access request id=a1 path=\"a b\" status=200 total_ms=1.5");
        assertThat(lines.get(1)).matches(TIME + "WARN  LogWriter two\\\\nlines: refused");
        assertThat(lines.get(2)).matches(TIME + "WARN  Library from slf4j 7");
        assertThat(lines.get(3)).matches(TIME + "ERROR LogWriter broken");
        assertThat(lines.get(4)).isEqualTo("java.lang.IllegalStateException: broke");
        assertThat(lines.get(5)).startsWith("\tat org.rolemesh.access.LogWriter");
    }

    @Test
    void json_has_the_fields_at_the_top_with_their_types_and_stacks_of_errors_only() throws Exception {
        List<String> lines = logOf("json", "info");

        assertThat(lines).hasSize(4);
        JsonNode access = json.readTree(lines.get(0));
        assertThat(access.get("time").asText() + " ").matches(TIME);
        assertThat(access.get("level").asText()).isEqualTo("INFO");
        assertThat(access.get("logger").asText()).isEqualTo("org.rolemesh.access");
        assertThat(access.get("message").asText()).isEqualTo("request");
        assertThat(access.get("path").asText()).isEqualTo("a b");
        assertThat(access.get("status").isInt()).isTrue();
        assertThat(access.get("total_ms").isDouble()).isTrue();
        assertThat(access.has("exception")).isFalse();
        assertStacksAreOfErrorsOnly(lines);
    }

    private void assertStacksAreOfErrorsOnly(List<String> lines) throws IOException {
        JsonNode warning = json.readTree(lines.get(1)).get("exception");
        assertThat(warning.get("message").asText()).isEqualTo("refused");
        assertThat(warning.has("stack")).isFalse();
        JsonNode error = json.readTree(lines.get(3)).get("exception");
        assertThat(error.get("class").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.get("stack").asText()).contains("\tat org.rolemesh.access.LogWriter");
    }

    @Test
    void the_level_asked_for_holds_for_our_own_loggers() throws Exception {
        assertThat(logOf("text", "warn")).noneMatch(line -> line.contains("request id=a1"));
    }

    @Test
    void a_stderr_that_nobody_reads_holds_no_thread_up() throws Exception {
        process = start("text", "info", "flood");

        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("wrote all");
        }
        long lines;
        try (BufferedReader log = process.errorReader(UTF_8)) {
            lines = log.lines().count();
        }
        assertThat(process.waitFor()).isZero();
        assertThat(lines).isBetween(8192L, LogWriter.FLOOD - 1L);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void lines_that_come_together_are_written_together() throws Exception {
        process = start("text", "info", "burst");

        List<String> lines;
        try (BufferedReader log = process.errorReader(UTF_8)) {
            lines = log.lines().toList();
        }
        assertThat(lines).hasSize(LogWriter.BURST).last().asString().contains("n=" + (LogWriter.BURST - 1));
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(Long.parseLong(out.readLine())).isLessThan(LogWriter.BURST / 4);
        }
    }

    private List<String> logOf(String format, String level) throws Exception {
        process = start(format, level, "few");
        try (BufferedReader log = process.errorReader(UTF_8)) {
            List<String> lines = log.lines().toList();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            return lines;
        }
    }

    private static Process start(String format, String level, String what) throws IOException {
        ProcessBuilder builder = ChildJvm.brief(LogWriter.class, what);
        builder.environment().put("ROLE_MESH_LOG_FORMAT", format);
        builder.environment().put("ROLE_MESH_LOG_LEVEL", level);
        return builder.start();
    }
}
