package org.rolemesh.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private final Set<Series.Labels> made = new HashSet<>();
    private final Series<Series.Labels> series = new Series<>(labels -> {
        made.add(labels);
        return labels;
    });

    @Test
    void the_same_labels_have_the_same_meters() {
        assertThat(series.of("planner", "box", "chat")).isSameAs(series.of("planner", "box", "chat"));
        assertThat(made).hasSize(1);
    }

    @Test
    void what_there_is_not_is_called_none() {
        assertThat(series.of(null, null, "")).isEqualTo(new Series.Labels("none", "none", ""));
    }

    @Test
    void names_without_end_make_no_meters_without_end() {
        IntStream.range(0, 10 * Series.MOST).forEach(n -> series.of("alias-" + n, "box", n % 2 == 0 ? "2xx" : "5xx"));

        assertThat(made).hasSize(Series.MOST + 2);
        assertThat(series.of("alias-0", "box", "2xx").alias()).isEqualTo("alias-0");
        assertThat(series.of("alias-new", "box", "5xx")).isEqualTo(new Series.Labels("other", "other", "5xx"));
    }
}
