package org.rolemesh.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a request body costs on its way upstream: to be checked and scanned, and to be edited. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BodySpliceBenchmark {
    private static final String TURN = "{\"role\":\"user\",\"content\":\"%s\"},";
    private static final String SENTENCE = "Tell me of the sea,\\nof ships and of \\\"knots\\\". ";

    /** Length of the body. */
    @Param({"1024", "65536", "1048576"})
    private int bytes;

    /** Length of the text of each message. */
    @Param({"50", "4096"})
    private int text;

    private final RequestScanner scanner = new RequestScanner();
    private final BodyEdits edits = BodyEdits.of(
            "qwen2.5-coder-7b",
            Map.of("temperature", JsonNodeFactory.instance.numberNode(0.2)),
            Map.of("cache_prompt", JsonNodeFactory.instance.booleanNode(true)),
            Set.of("user"));
    private byte[] body;
    private ScannedRequest scanned;

    @Setup
    public void makeBody() {
        String start = "{\"model\":\"coder\",\"user\":\"somebody\",\"messages\":[";
        String end = "{\"role\":\"user\",\"content\":\"Go on.\"}],\"stream\":true}";
        String turn = TURN.formatted(SENTENCE.repeat(Math.max(1, text / SENTENCE.length())));
        int turns = Math.max(0, bytes - start.length() - end.length()) / turn.length();
        body = (start + turn.repeat(turns) + end).getBytes(UTF_8);
        scanned = scanner.scan(body);
    }

    @Benchmark
    public ScannedRequest scan() {
        return scanner.scan(body);
    }

    @Benchmark
    public byte[] splice() {
        return copied(edits.applyTo(scanned));
    }

    @Benchmark
    public byte[] both() {
        return copied(edits.applyTo(scanner.scan(body)));
    }

    /** As whoever sends it does. */
    private static byte[] copied(Splice splice) {
        ByteBuffer copy = ByteBuffer.allocate(splice.length());
        splice.pieces().forEach(copy::put);
        return copy.array();
    }
}
