package org.rolemesh.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoVoiceTest {
    @Test
    void a_long_topic_is_quoted_in_part_and_no_character_is_split() {
        String answer = String.join("", new DemoVoice("writer").wordsAbout("\uD83D\uDE00".repeat(80)));

        assertThat(answer).contains("\uD83D\uDE00".repeat(60) + "...\"").doesNotContain("\uD83D\uDE00".repeat(61));
    }

    @Test
    void a_topic_of_several_lines_is_quoted_on_one() {
        assertThat(String.join("", new DemoVoice("planner").wordsAbout(" a\n\n b ")))
                .contains("\"a b\"");
    }

    @Test
    void without_a_topic_there_is_still_an_answer() {
        assertThat(new DemoVoice("writer").wordsAbout(" ")).isNotEmpty();
    }
}
