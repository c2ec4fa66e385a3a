package org.rolemesh.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateWriterTest {
    /** Everything written to it meets a full disk. */
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    private final HandScheduler scheduler = new HandScheduler();
    private final List<Integer> asked = new ArrayList<>();
    private StateFile file;
    private StateWriter writer;

    @BeforeEach
    void open() {
        file = new StateFile(folder.resolve("nodes.json"), 1, Clock.systemUTC());
        writer = new StateWriter(file, scheduler);
    }

    @Test
    void the_first_change_is_written_at_once() throws Exception {
        writer.changed(state(1));
        scheduler.advanceMs(0);

        assertThat(onDisk()).isEqualTo(1);
    }

    @Test
    void a_hundred_changes_in_a_second_are_one_more_write() throws Exception {
        writer.changed(state(0));
        scheduler.advanceMs(0);
        for (int n = 1; n <= 100; n++) {
            scheduler.advanceMs(9);
            writer.changed(state(n));
        }

        scheduler.advanceMs(99);
        assertThat(onDisk()).as("before the second is over").isZero();
        scheduler.advanceMs(1);
        assertThat(onDisk()).isEqualTo(100);
        assertThat(asked).as("those put into JSON").containsExactly(0, 100);
    }

    @Test
    void steady_changes_are_one_write_a_second() throws Exception {
        for (int n = 0; n < 1_000; n++) {
            writer.changed(state(n));
            scheduler.advanceMs(10);
        }

        assertThat(asked).hasSize(11);
    }

    @Test
    void nothing_runs_while_nothing_changes() throws Exception {
        writer.changed(state(1));
        scheduler.advanceMs(1_000);

        assertThat(scheduler.isIdle()).isTrue();
        writer.changed(state(2));
        scheduler.advanceMs(0);
        assertThat(onDisk()).isEqualTo(2);
    }

    @Test
    void S4_a_full_disk_is_reported_and_tried_again_every_second_until_it_has_room() throws Exception {
        assumeThat(FULL).exists();
        writer.changed(state(1));
        scheduler.advanceMs(1_000);
        try (LogLines log = LogLines.of(StateWriter.class)) {
            for (int second = 0; second < 3; second++) {
                fillDisk();
                writer.changed(state(2 + second));
                scheduler.advanceMs(second == 0 ? 0 : 1_000);
                assertThat(onDisk()).as("what was there").isEqualTo(1);
                assertThat(writer.faults()).singleElement().asString().contains("nodes.json", "No space left");
            }

            scheduler.advanceMs(1_000);

            assertThat(onDisk()).isEqualTo(4);
            assertThat(writer.faults()).isEmpty();
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0)).contains("cannot write state", "No space left");
            assertThat(log.lines().get(1)).contains("written again");
        }
    }

    @Test
    void a_folder_in_the_way_of_the_write_is_reported_until_it_is_gone() throws Exception {
        Path inTheWay = Files.createDirectories(folder.resolve("nodes.json.tmp/inner"));
        writer.changed(state(1));
        scheduler.advanceMs(0);
        assertThat(writer.faults())
                .singleElement()
                .asString()
                .contains("nodes.json")
                .doesNotContain(folder.toString());

        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        scheduler.advanceMs(1_000);

        assertThat(onDisk()).isEqualTo(1);
        assertThat(writer.faults()).isEmpty();
    }

    @Test
    void what_cannot_be_put_into_json_does_not_end_the_writing() throws Exception {
        writer.changed(() -> {
            throw new IllegalStateException("broken");
        });
        scheduler.advanceMs(0);
        assertThat(writer.faults()).hasSize(1);

        writer.changed(state(2));
        scheduler.advanceMs(1_000);

        assertThat(onDisk()).isEqualTo(2);
        assertThat(writer.faults()).isEmpty();
    }

    @Test
    void damage_found_while_loading_is_a_fault_until_the_next_write() throws Exception {
        Files.writeString(folder.resolve("nodes.json"), "torn");
        file.load();
        assertThat(writer.faults()).singleElement().asString().contains("damaged");

        writer.changed(state(1));
        scheduler.advanceMs(0);

        assertThat(writer.faults()).isEmpty();
    }

    @Test
    void closing_writes_what_is_pending() throws Exception {
        writer.changed(state(1));
        scheduler.advanceMs(0);
        writer.changed(state(2));

        writer.close();

        assertThat(onDisk()).isEqualTo(2);
    }

    @Test
    void a_change_neither_waits_for_the_disk_nor_is_lost() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (StateWriter threaded = new StateWriter(file)) {
            threaded.changed(() -> {
                written.countDown();
                await(goOn);
                return content(1);
            });
            assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
            threaded.changed(() -> content(2));
            goOn.countDown();
        }

        assertThat(onDisk()).isEqualTo(2);
        writer.changed(state(3));
    }

    @Test
    void after_its_end_a_change_does_nothing() throws Exception {
        StateWriter threaded = new StateWriter(file);
        threaded.changed(() -> content(1));
        threaded.close();
        threaded.changed(() -> content(2));
        threaded.close();

        assertThat(onDisk()).isEqualTo(1);
    }

    /** Until the next attempt, which removes what it could not write. */
    private void fillDisk() throws Exception {
        Files.createSymbolicLink(folder.resolve("nodes.previous.json.tmp"), FULL);
    }

    private Supplier<ObjectNode> state(int n) {
        return () -> {
            asked.add(n);
            return content(n);
        };
    }

    private static ObjectNode content(int n) {
        return JsonNodeFactory.instance.objectNode().put("n", n);
    }

    private int onDisk() throws Exception {
        return new StateFile(folder.resolve("nodes.json"), 1, Clock.systemUTC())
                .load()
                .orElseThrow()
                .path("n")
                .asInt();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
