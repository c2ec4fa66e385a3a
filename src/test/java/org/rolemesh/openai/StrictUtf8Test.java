package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictUtf8Test {

    /** The judge: the JDK's decoder told to report every fault, and no NUL. */
    static boolean jdkAccepts(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .noneMatch(c -> c == 0);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Property(tries = 5000)
    void it_agrees_with_the_jdk_on_any_bytes(@ForAll("runs") byte[] bytes) {
        assertThat(StrictUtf8.isValid(bytes)).isEqualTo(jdkAccepts(bytes));
    }

    @Test
    void it_agrees_with_the_jdk_on_every_first_three_bytes() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (int third : new int[] {0, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xFF}) {
                    byte[] bytes = {(byte) first, (byte) second, (byte) third};
                    assertThat(StrictUtf8.isValid(bytes))
                            .as("%x %x %x", first, second, third)
                            .isEqualTo(jdkAccepts(bytes));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 8, 9, 15, 16, 17})
    void a_bad_byte_is_found_wherever_it_stands_in_a_word(int position) {
        byte[] bytes = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
        assertThat(StrictUtf8.isValid(bytes)).isTrue();
        bytes[position] = 0;
        assertThat(StrictUtf8.isValid(bytes)).isFalse();
        bytes[position] = (byte) 0xC0;
        assertThat(StrictUtf8.isValid(bytes)).isFalse();
    }

    @Provide
    Arbitrary<byte[]> runs() {
        Arbitrary<byte[]> valid = Arbitraries.of(
                        "plain ascii of some length", "é", "日本", "😀", "\uFFFD\uFFFF", "\u007F\u0080\u07FF\u0800")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> edges = Arbitraries.of(
                        0x00, 0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF,
                        0xF0, 0xF4, 0xF5, 0xFF)
                .map(edge -> new byte[] {edge.byteValue()});
        return Arbitraries.frequencyOf(Tuple.of(4, valid), Tuple.of(1, edges))
                .list()
                .ofMaxSize(8)
                .map(StrictUtf8Test::joined);
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
