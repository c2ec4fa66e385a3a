package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RequestScannerPropertyTest {

    private static final Set<String> ABOUT_THE_JSON =
            Set.of("invalid_json", "invalid_utf8", "json_limits", "duplicate_key");
    private static final String TYPED = "\"\\{}[],:0123456789eE+-.truefalsn \n\t\u0000\u001Fa日";

    private final RequestScanner scanner = new RequestScanner();
    private final JsonMapper strict = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(RequestScanner.MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Property
    void every_valid_body_is_accepted_and_its_members_are_found(@ForAll("bodies") String body)
            throws JsonProcessingException {
        ScannedRequest request = scanner.scan(body.getBytes(StandardCharsets.UTF_8));
        JsonNode tree = strict.readTree(body);
        assertThat(request.members().stream().map(RequestMember::key)).containsExactlyElementsOf(tree::fieldNames);
        for (RequestMember member : request.members()) {
            String raw = request.rawValue(member.key()).orElseThrow();
            assertThat(raw).isEqualTo(raw.strip());
            assertThat(strict.readTree(raw)).isEqualTo(tree.get(member.key()));
            assertThat(body.getBytes(StandardCharsets.UTF_8)[member.keyStart()]).isEqualTo((byte) '"');
        }
        assertThat(request.stream()).isEqualTo(tree.path("stream").asBoolean());
    }

    @Property(tries = 5000)
    void exactly_what_a_strict_parser_accepts_is_accepted(@ForAll("bodies") String body, @ForAll Random random) {
        byte[] mutated = mutate(body.getBytes(StandardCharsets.UTF_8), random);
        assertThat(scannerAccepts(mutated))
                .as(() -> new String(mutated, StandardCharsets.UTF_8))
                .isEqualTo(strictParserAccepts(mutated));
    }

    private boolean scannerAccepts(byte[] body) {
        try {
            scanner.scan(body);
            return true;
        } catch (RequestRejected e) {
            return !ABOUT_THE_JSON.contains(e.error().code());
        }
    }

    private boolean strictParserAccepts(byte[] body) {
        if (!StrictUtf8Test.jdkAccepts(body) || new String(body, StandardCharsets.UTF_8).startsWith("\uFEFF")) {
            return false;
        }
        try {
            return strict.readTree(body).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    /** One to three small accidents: a byte changed, taken out, put in, a stretch repeated, the end cut off. */
    private static byte[] mutate(byte[] body, Random random) {
        byte[] mutated = body;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(mutated.length + 1);
            int to = Math.min(mutated.length, at + random.nextInt(12));
            byte[] typed = randomByte(random);
            mutated = switch (random.nextInt(5)) {
                case 0 -> joined(mutated, at, typed, Math.min(mutated.length, at + 1));
                case 1 -> joined(mutated, at, new byte[0], to);
                case 2 -> joined(mutated, at, typed, at);
                case 3 -> joined(mutated, to, Arrays.copyOfRange(mutated, at, to), to);
                default -> random.nextInt(4) == 0 ? Arrays.copyOf(mutated, at) : mutated;
            };
        }
        return mutated;
    }

    private static byte[] randomByte(Random random) {
        if (random.nextInt(5) == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(TYPED.length());
        return TYPED.substring(at, at + 1).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] body, int headEnd, byte[] middle, int tailStart) {
        Splice splice = new Splice(body);
        splice.keepTo(headEnd);
        splice.insert(middle);
        splice.skipTo(tailStart);
        return Joined.bytes(splice.end());
    }

    @Provide
    Arbitrary<String> bodies() {
        return JsonTexts.bodies();
    }
}
