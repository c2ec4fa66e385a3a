package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
    @Test
    void what_does_not_close_keeps_nothing_after_it_open() {
        List<String> closed = new ArrayList<>();

        Closing.inTurn(
                () -> closed.add("port"),
                () -> {
                    throw new IllegalStateException("routes");
                },
                () -> closed.add("state"));

        assertThat(closed).containsExactly("port", "state");
    }
}
