package org.rolemesh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadProgressTest {
    @Test
    void each_dot_of_the_loader_is_a_hundredth() {
        assertThat(LoadProgress.in(List.of("load_tensors: CPU buffer", ".".repeat(37))))
                .hasValue(0.37);
        assertThat(LoadProgress.in(List.of(".".repeat(100), "llama_context: n_ctx = 1024")))
                .hasValue(1.0);
        assertThat(LoadProgress.in(List.of(".".repeat(250)))).hasValue(1.0);
    }

    @Test
    void an_ellipsis_is_no_progress() {
        assertThat(LoadProgress.in(List.of("srv llama_server: initializing ...", "loading model...")))
                .isEmpty();
        assertThat(LoadProgress.in(List.of())).isEmpty();
    }
}
