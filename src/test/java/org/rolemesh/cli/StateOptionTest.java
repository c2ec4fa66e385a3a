package org.rolemesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateOptionTest {
    private static final Path HOME = Path.of("/home/someone");

    @Test
    void the_variable_of_the_program_comes_first() {
        assertThat(folder(Map.of("ROLE_MESH_STATE_DIR", "own", "XDG_STATE_HOME", "/xdg")))
                .isEqualTo(Path.of("own"));
    }

    @Test
    void then_the_users_folder_for_state() {
        assertThat(folder(Map.of("ROLE_MESH_STATE_DIR", "", "XDG_STATE_HOME", "/xdg")))
                .isEqualTo(Path.of("/xdg/rolemesh"));
    }

    @Test
    void which_counts_only_as_an_absolute_path() {
        for (Map<String, String> env :
                List.of(Map.<String, String>of(), Map.of("XDG_STATE_HOME", ""), Map.of("XDG_STATE_HOME", "relative"))) {
            assertThat(folder(env)).isEqualTo(HOME.resolve(".local/state/rolemesh"));
        }
    }

    private static Path folder(Map<String, String> env) {
        return StateOption.defaultFolder(env, HOME);
    }
}
