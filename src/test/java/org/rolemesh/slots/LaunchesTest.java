package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.process.ProcessMark;

class LaunchesTest {
    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path temp;

    private Path models;
    private Host host;
    private OptionalLong freeMib = OptionalLong.empty();
    private Launches launches;

    @BeforeEach
    void prepareHost() throws IOException {
        models = Files.createDirectories(temp.resolve("models"));
        sizedModel("small.gguf", 10);
        sizedModel("large.gguf", 600);
        host = new Host(Configs.of("""
                models_dir: %s
                llama_server: {path: /opt/llama-server, args: ["--flash-attn", "on"]}
                slots: {cpu0: {device: cpu}, gpu0: {device: "cuda:0"}}
                roles:
                  small: {model: small.gguf, slots: [gpu0, cpu0], parallel: 2, n_ctx: 4096, args: ["--threads", "2"]}
                  large: {model: large.gguf, slots: [gpu0]}
                """.formatted(models)));
        host.supervisor.begin();
        launches = new Launches(host.config, card -> freeMib, temp);
    }

    @Test
    void the_command_says_what_the_config_wants_with_the_owners_arguments_last() throws Exception {
        Launch launch = launches.prepare("cpu0", "small", "cpu0-1");

        assertThat(launch.command())
                .containsExactly(
                        "/opt/llama-server",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(launch.port()),
                        "--api-key-file",
                        temp.resolve("keys/cpu0-1.key").toString(),
                        "--model",
                        models.resolve("small.gguf").toRealPath().toString(),
                        "--alias",
                        "small",
                        "--parallel",
                        "2",
                        "--metrics",
                        "--slots",
                        "--ctx-size",
                        "4096",
                        "--device",
                        "none",
                        "--flash-attn",
                        "on",
                        "--threads",
                        "2");
        assertThat(launch.url()).isEqualTo("http://127.0.0.1:" + launch.port());
    }

    @Test
    void on_a_card_llama_server_finds_its_device_itself() throws Exception {
        assertThat(launches.prepare("gpu0", "large", "gpu0-1").command()).doesNotContain("--device", "--ctx-size");
    }

    @Test
    void a_key_is_in_a_file_of_the_owner_alone_and_nowhere_else() throws Exception {
        Launch launch = launches.prepare("cpu0", "small", "cpu0-1");

        assertThat(Files.readString(launch.keyFile()).strip())
                .isEqualTo(launch.key().reveal())
                .hasSizeGreaterThanOrEqualTo(32);
        assertThat(permissions(launch.keyFile())).isEqualTo("rw-------");
        assertThat(permissions(launch.keyFile().getParent())).isEqualTo("rwx------");
        assertThat(launch.command())
                .noneMatch(argument -> argument.contains(launch.key().reveal()));
        assertThat(launch.toString()).doesNotContain(launch.key().reveal());
    }

    @Test
    void no_two_launches_have_the_same_key_or_port() throws Exception {
        Launch one = launches.prepare("cpu0", "small", "cpu0-1");
        Launch other = launches.prepare("cpu0", "small", "cpu0-2");

        assertThat(other.key()).isNotEqualTo(one.key());
        assertThat(other.port()).isNotEqualTo(one.port());
    }

    @Test
    void a_process_is_known_by_the_key_that_it_was_launched_with() throws Exception {
        Launch launch = launches.prepare("cpu0", "small", "cpu0-1");

        assertThat(launch.command()).filteredOn(launches::isOurs).hasSize(1);
        assertThat(launches.isOurs(temp + "/keys-of-another/cpu0-1.key")).isFalse();
    }

    @Test
    void a_key_goes_when_it_has_been_read_and_with_its_launch() throws Exception {
        Launch read = launches.prepare("cpu0", "small", "cpu0-1");
        Launch ended = launches.prepare("cpu0", "small", "cpu0-2");

        launches.keyWasRead(read);
        launches.forget(ended);
        launches.forget(ended);

        assertThat(keys()).isEmpty();
    }

    @Test
    void only_the_keys_of_launches_that_go_on_are_kept() throws Exception {
        launches.keepOnly(List.of());
        Launch one = launches.prepare("cpu0", "small", "cpu0-1");
        launches.prepare("cpu0", "small", "cpu0-2");

        launches.keepOnly(List.of(new LaunchBook.Entry(one, new ProcessMark(1, "test:1"))));

        assertThat(keys()).containsExactly("cpu0-1.key");
    }

    @Test
    void a_model_that_is_larger_than_the_free_memory_is_refused_with_both_figures() {
        freeMib = OptionalLong.of(512);

        assertThatThrownBy(() -> launches.prepare("gpu0", "large", "gpu0-1"))
                .isInstanceOf(LaunchRefused.class)
                .hasMessage("cuda:0 has 512 MiB free and large.gguf alone takes 600 MiB; free the card, or use a"
                        + " smaller model");
        assertThat(keys()).isEmpty();
    }

    @Test
    void a_card_that_does_not_tell_its_memory_refuses_nothing() throws Exception {
        assertThat(launches.prepare("gpu0", "large", "gpu0-1").role()).isEqualTo("large");
    }

    @Test
    void the_memory_of_cards_is_nothing_to_a_slot_without_one() throws Exception {
        freeMib = OptionalLong.of(0);

        assertThat(launches.prepare("cpu0", "small", "cpu0-1").role()).isEqualTo("small");
    }

    @Test
    void what_stands_in_the_way_is_told_for_each_slot() throws Exception {
        freeMib = OptionalLong.of(5);
        host.during(20);

        assertThat(obstacles()).containsOnlyKeys(new Board.Berth("small", "gpu0"), new Board.Berth("large", "gpu0"));

        Files.delete(models.resolve("small.gguf"));
        assertThat(obstacles().get(new Board.Berth("small", "cpu0")))
                .isEqualTo("the model small.gguf is not in models_dir; put it there, or correct the role's model");
    }

    @Test
    void what_the_slots_own_process_takes_stands_in_nobodys_way() throws Exception {
        freeMib = OptionalLong.of(650);
        host.supervisor.load("small");
        host.supervisor.launched(launches.prepare("gpu0", "small", host.launchId("gpu0")), host.newProcess());
        freeMib = OptionalLong.of(30);
        host.ready("gpu0");
        host.during(60);

        assertThat(obstacles()).isEmpty();
    }

    @Test
    void figures_of_before_an_unload_stand_in_nobodys_way() throws Exception {
        freeMib = OptionalLong.of(650);
        host.supervisor.load("small");
        host.supervisor.launched(launches.prepare("gpu0", "small", host.launchId("gpu0")), host.newProcess());
        freeMib = OptionalLong.of(30);
        host.ready("gpu0");
        host.during(60);
        host.supervisor.unload("small");
        host.ended("gpu0");

        assertThat(obstacles()).isEmpty();
        host.during(15);
        assertThat(obstacles()).as("somebody else has it").containsOnlyKeys(new Board.Berth("large", "gpu0"));
    }

    @Test
    void a_refusal_stands_until_there_is_room() throws Exception {
        freeMib = OptionalLong.of(30);
        host.supervisor.load("large");
        assertThatThrownBy(() -> launches.prepare("gpu0", "large", host.launchId("gpu0")))
                .isInstanceOf(LaunchRefused.class);
        host.supervisor.refused(host.launchId("gpu0"), "no room");

        assertThat(obstacles()).containsOnlyKeys(new Board.Berth("large", "gpu0"));
        freeMib = OptionalLong.of(650);
        assertThat(obstacles()).isEmpty();
    }

    @Test
    void a_model_that_is_gone_stands_in_the_way_of_no_other_role() throws Exception {
        host.supervisor.load("small");
        host.comesUp("gpu0");
        Files.delete(models.resolve("small.gguf"));

        assertThat(obstacles()).containsOnlyKeys(new Board.Berth("small", "gpu0"), new Board.Berth("small", "cpu0"));
    }

    private Map<Board.Berth, String> obstacles() {
        return launches.obstacles(host.supervisor.board(), host.now());
    }

    private List<String> keys() {
        Path folder = temp.resolve("keys");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Of that size, without taking it on the disk. */
    private void sizedModel(String name, long mib) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(models.resolve(name).toFile(), "rw")) {
            file.setLength(mib * MIB);
        }
    }
}
