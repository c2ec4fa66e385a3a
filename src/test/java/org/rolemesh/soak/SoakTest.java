package org.rolemesh.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.Figures;

/**
 * A short soak, which would slow what runs beside it. {@code -Drolemesh.soak.seconds} and {@code -Drolemesh.soak.seed} make
 * it another.
 */
@Isolated
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SoakTest {
    private static final int SECONDS = 6;

    @Test
    void nothing_is_lost_altered_or_leaked(@TempDir Path folder, TestReporter reporter) throws Exception {
        SoakPlan plan = new SoakPlan(
                Integer.getInteger("rolemesh.soak.seconds", SECONDS), Long.getLong("rolemesh.soak.seed", 1));

        SoakReport report = new SoakRun(plan).run(folder);

        Figures.show(
                reporter, "soak", String.join(" ", report.markdown().lines().toList()));
        assertThat(report.ledger().faults()).as("seed %d", plan.seed()).isEmpty();
        assertThat(report.isGood()).isTrue();
        for (String what : List.of("stream whole", "answer whole", "stream left", "llama-server killed")) {
            assertThat(report.ledger().counted(what)).as(what).isPositive();
        }
        assertThat(report.markdown()).contains("| streams that came whole, by their SHA-256 |");
    }
}
