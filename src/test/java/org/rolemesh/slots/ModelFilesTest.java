package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ModelFile;

class ModelFilesTest {
    @TempDir
    private Path temp;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(temp.resolve("models"));
    }

    @Test
    void a_model_is_found_in_a_folder_below() throws Exception {
        Path file = write(folder.resolve("sub/a.gguf"));

        assertThat(find("sub/a.gguf")).isEqualTo(file.toRealPath());
    }

    @Test
    void a_link_within_the_folder_is_followed() throws Exception {
        Path file = write(folder.resolve("a-v2.gguf"));
        Files.createSymbolicLink(folder.resolve("a.gguf"), Path.of("a-v2.gguf"));

        assertThat(find("a.gguf")).isEqualTo(file.toRealPath());
    }

    @Test
    void the_folder_itself_may_be_a_link() throws Exception {
        Path file = write(temp.resolve("disk/a.gguf"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("disk"));

        assertThat(new ModelFiles(link).find(new ModelFile(Path.of("a.gguf")))).isEqualTo(file.toRealPath());
    }

    @Test
    void P8_a_link_that_leads_out_is_refused() throws Exception {
        write(temp.resolve("secret.gguf"));
        Files.createSymbolicLink(folder.resolve("a.gguf"), temp.resolve("secret.gguf"));
        Files.createSymbolicLink(folder.resolve("out"), temp);

        assertRefused("a.gguf", "is a link to a place outside models_dir");
        assertRefused("out/secret.gguf", "is a link to a place outside models_dir");
    }

    @Test
    void a_neighbour_whose_name_begins_alike_is_outside() throws Exception {
        write(temp.resolve("models-old/a.gguf"));
        Files.createSymbolicLink(folder.resolve("a.gguf"), temp.resolve("models-old/a.gguf"));

        assertRefused("a.gguf", "is a link to a place outside models_dir");
    }

    @Test
    void a_path_that_leads_out_by_its_text_is_no_model() {
        assertThatThrownBy(() -> new ModelFile(Path.of("../secret.gguf")))
                .hasMessage("a model cannot lie outside models_dir; write its path without ..");
        assertThatThrownBy(() -> new ModelFile(Path.of("sub/../../secret.gguf")))
                .hasMessage("a model cannot lie outside models_dir; write its path without ..");
    }

    @Test
    void what_is_missing_says_what_to_do() throws Exception {
        Files.createSymbolicLink(folder.resolve("dangling.gguf"), folder.resolve("nowhere.gguf"));

        assertRefused("a.gguf", "is not in models_dir; put it there, or correct the role's model");
        assertRefused("dangling.gguf", "is not in models_dir; put it there, or correct the role's model");
    }

    @Test
    void a_folder_is_no_model() throws Exception {
        Files.createDirectories(folder.resolve("a.gguf"));

        assertRefused("a.gguf", "is no file that the agent may read");
    }

    @Test
    void a_file_below_a_file_is_no_model() throws Exception {
        write(folder.resolve("a.gguf"));

        assertRefused("a.gguf/b.gguf", "cannot be opened; let the agent's user read it");
    }

    @Test
    void links_in_a_circle_are_no_model() throws Exception {
        Files.createSymbolicLink(folder.resolve("a.gguf"), Path.of("b.gguf"));
        Files.createSymbolicLink(folder.resolve("b.gguf"), Path.of("a.gguf"));

        assertRefused("a.gguf", "cannot be opened; let the agent's user read it");
    }

    @Test
    void a_file_that_the_agent_may_not_read_is_refused() throws Exception {
        Path file = write(folder.resolve("a.gguf"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "this user may read everything");

        assertRefused("a.gguf", "is no file that the agent may read");
    }

    private Path find(String model) throws LaunchRefused {
        return new ModelFiles(folder).find(new ModelFile(Path.of(model)));
    }

    private void assertRefused(String model, String why) {
        assertThatThrownBy(() -> find(model))
                .isInstanceOf(LaunchRefused.class)
                .hasMessageStartingWith("the model " + model + " ")
                .hasMessageContaining(why);
    }

    private static Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "GGUF");
    }
}
