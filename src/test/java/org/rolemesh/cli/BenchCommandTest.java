package org.rolemesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.bench.BackendProfile;
import org.rolemesh.bench.BenchBackend;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Streams;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class BenchCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = 5;
    private static final int GAP_MS = 20;

    private final FaultBackend backend = FaultBackend.start();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @AfterEach
    void leave_nothing_open() {
        backend.close();
    }

    @Test
    void every_answer_is_counted_once() throws Exception {
        int status = bench("--url", backend.baseUrl().toString(), "--concurrency", "3", "--duration", "0.3");

        JsonNode round = json().at("/targets/0/rounds/0");
        assertThat(status).as(err + "" + out).isZero();
        // Those that end after the time is over do not count.
        assertThat(backend.counts().done() - round.at("/answers").asInt()).isBetween(0, 3);
        assertThat(round.at("/ended").asInt()).isEqualTo(backend.counts().done());
        assertThat(round.at("/answer_ms/count").asInt())
                .isEqualTo(round.at("/answers").asInt());
        assertThat(round.at("/answers_per_s").asDouble())
                .isCloseTo(round.at("/answers").asInt() / round.at("/seconds").asDouble(), withPercentage(1));
        assertThat(backend.counts().accepted()).isEqualTo(3);
    }

    @Test
    void the_request_is_what_was_asked_for() throws Exception {
        bench(
                "--url=" + backend.baseUrl() + "/v1",
                "--duration=0.1",
                "--model=pl\"anner",
                "--key=secret",
                "--prompt-bytes=1000",
                "--max-tokens=7");

        JsonNode body = JSON.readTree(backend.lastRequest().body());
        assertThat(backend.lastRequest().path()).isEqualTo("/v1/chat/completions");
        assertThat(backend.lastRequest().header("Authorization")).contains("Bearer secret");
        assertThat(body.at("/model").asText()).isEqualTo("pl\"anner");
        assertThat(body.at("/stream").asBoolean(true)).isFalse();
        assertThat(body.at("/max_tokens").asInt()).isEqualTo(7);
        assertThat(body.at("/messages/0/content").asText()).hasSize(1000);
        assertThat(out.toString() + err + Files.readString(folder.resolve("bench.json")))
                .doesNotContain("secret");
    }

    @Test
    void the_gap_between_events_is_what_it_is() throws Exception {
        try (BenchBackend paced = paced()) {
            int status =
                    bench("--url", url(paced), "--stream", "--duration", "0.6", "--concurrency", "20", "--events", "5");

            JsonNode round = json().at("/targets/0/rounds/0");
            assertThat(status).as(err + "" + out).isZero();
            assertThat(round.at("/gap_ms/p50").asDouble()).isBetween(GAP_MS - 5.0, GAP_MS + 15.0);
            assertThat(round.at("/first_event_ms/p50").asDouble()).isLessThan(GAP_MS * 2.0);
            assertThat(round.at("/answer_ms/p50").asDouble()).isGreaterThan(GAP_MS * (EVENTS - 2.0));
            assertThat(round.at("/events").asInt())
                    .isGreaterThanOrEqualTo(EVENTS * round.at("/answers").asInt());
            assertThat(out.toString()).contains("gap p50 ms", "first event p99 ms", "errors");
        }
    }

    @Test
    void rounds_alternate_and_are_compared_with_the_direct_ones() throws Exception {
        try (BenchBackend paced = paced()) {
            backend.behave(Streams.stream(EVENTS, Duration.ofMillis(2 * GAP_MS)));

            int status = bench(
                    "--direct=direct=" + url(paced),
                    "--url=slow=" + backend.baseUrl(),
                    "--stream",
                    "--duration=0.3",
                    "--rounds=2");

            assertThat(status).as(err + "" + out).isZero();
            assertThat(json().at("/targets/0/label").asText()).isEqualTo("direct");
            assertThat(json().at("/targets/1/rounds")).hasSize(2);
            JsonNode gap = json().at("/targets/1/beside_first/gap_p50_ms");
            assertThat(gap.at("/ratio").asDouble()).isBetween(1.3, 3.0);
            assertThat(gap.at("/difference").asDouble()).isBetween(GAP_MS * 0.4, GAP_MS * 2.0);
            assertThat(out.toString()).containsPattern("direct +slow +difference +ratio");
        }
    }

    @Test
    void a_status_that_is_not_200_is_an_error() throws Exception {
        backend.behave(Answers.json(503, "{\"error\":{\"message\":\"busy\"}}"));

        assertThat(bench("--url", backend.baseUrl().toString(), "--duration", "0.1"))
                .isEqualTo(ExitCodes.RUNTIME);
        assertThat(out.toString()).contains("times status 503", "nothing was answered");
        assertThat(json().at("/targets/0/errors").asInt())
                .isEqualTo(backend.counts().requests());
    }

    @Test
    void streams_that_are_not_whole_are_errors() throws Exception {
        backend.behave(Streams.diesAfter(2, Ending.CLOSE));
        assertThat(bench("--url", backend.baseUrl().toString(), "--stream", "--duration", "0.1"))
                .isEqualTo(ExitCodes.RUNTIME);
        assertThat(out.toString()).contains("the connection was closed before the answer was whole");

        backend.behave(Streams.stream(2, Duration.ofMillis(1)));
        assertThat(bench("--url", backend.baseUrl().toString(), "--stream", "--duration", "0.1", "--events", "4"))
                .isEqualTo(ExitCodes.RUNTIME);
        assertThat(out.toString()).contains("times a stream of 3 events");
    }

    @Test
    void a_server_that_is_not_there_is_an_error() throws Exception {
        backend.stop();

        assertThat(bench("--url", backend.baseUrl().toString(), "--duration", "0.1"))
                .isEqualTo(ExitCodes.RUNTIME);
        assertThat(out.toString()).contains("no connection: ConnectException");
    }

    /** A backend that answers one request in 100 ms is asked for 40 in a second: most wait, and that is in their times. */
    @Test
    void at_a_rate_the_time_counts_from_when_a_request_was_due() throws Exception {
        backend.behave(x -> {
            x.pause(Duration.ofMillis(100));
            Answers.chat().serve(x);
        });

        bench("--url", backend.baseUrl().toString(), "--duration=0.5", "--rate=40", "--concurrency=1");

        JsonNode round = json().at("/targets/0/rounds/0");
        assertThat(round.at("/answer_ms/max").asDouble()).isGreaterThan(250);
        assertThat(round.at("/failures/not sent: every connection was busy").asInt())
                .isBetween(5, 19);
    }

    @Test
    void with_json_on_stdout_nothing_else_is_there() throws Exception {
        run(List.of("--url", backend.baseUrl().toString(), "--duration", "0.1", "--warmup", "0.1", "--json", "-"));

        assertThat(JSON.readTree(out.toString()).at("/load/concurrency").asInt())
                .isEqualTo(16);
        assertThat(err.toString()).contains("answers/s");
    }

    @Test
    void what_cannot_be_is_said_before_anything_runs() {
        assertThat(run(List.of("--url", "ftp://127.0.0.1"))).isEqualTo(ExitCodes.CONFIGURATION);
        assertThat(err.toString()).contains("must begin with http://");
        assertThat(run(List.of("--url", "http://127.0.0.1:1", "--concurrency", "0")))
                .isEqualTo(ExitCodes.CONFIGURATION);
        assertThat(run(List.of("--url", "http://127.0.0.1:1", "--key-env", "NO_SUCH_VARIABLE")))
                .isEqualTo(ExitCodes.CONFIGURATION);
        assertThat(err.toString()).contains("NO_SUCH_VARIABLE is not set");
    }

    @Test
    void the_page_on_performance_has_every_option() throws Exception {
        String page = Files.readString(Path.of("docs/PERFORMANCE.md"));
        String table = page.substring(page.indexOf("| option |"), page.indexOf("The exit status"));
        CommandLine bench = RoleMesh.commandLine().getSubcommands().get("bench");

        assertThat(Pattern.compile("--[a-z][a-z-]+")
                        .matcher(table)
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(bench.getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(OptionSpec::longestName)
                        .toList());
    }

    private static BenchBackend paced() throws Exception {
        return BenchBackend.start("127.0.0.1", 0, new BackendProfile("bench", EVENTS, Duration.ofMillis(GAP_MS), 4));
    }

    private static String url(BenchBackend backend) {
        return "http://127.0.0.1:" + backend.port();
    }

    /** With JSON in the folder; without a warm-up. */
    private int bench(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of("--warmup", "0", "--json", folder.resolve("bench.json").toString()));
        return run(all);
    }

    private int run(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(arguments);
        CommandLine command =
                RoleMesh.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(String[]::new));
    }

    private JsonNode json() throws Exception {
        return JSON.readTree(folder.resolve("bench.json").toFile());
    }
}
