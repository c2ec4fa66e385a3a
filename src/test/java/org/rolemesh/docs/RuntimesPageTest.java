package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Its properties file is used by {@code CamelMainTest}, its commands by {@code .ci/run}. */
class RuntimesPageTest {
    private final Page page = Page.read("docs/RUNTIMES.md");

    @Test
    void the_settings_of_spring_boot_are_those_that_are_tried_and_four_lines() throws Exception {
        String settings = page.block("yaml");

        assertThat(settings)
                .isEqualTo(Files.readString(Path.of("src/it/spring-boot/src/main/resources/application.yaml")));
        assertThat(settings.lines()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void the_settings_of_quarkus_are_those_that_are_tried_and_five_lines() throws Exception {
        String settings = page.blocks("properties").get(1);

        assertThat(settings)
                .isEqualTo(Files.readString(Path.of("src/it/quarkus/src/main/resources/application.properties")));
        assertThat(settings.lines()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void the_dependency_is_what_the_pom_says_that_it_is() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(page.block("xml").lines().map(String::strip).filter(line -> !line.contains("dependency")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(pom).contains(line));
    }

    @Test
    void ci_runs_the_commands_that_try_spring_boot_and_quarkus() throws Exception {
        String ci = Files.readString(Path.of(".ci/run")).replace(" -B -ntp", "");

        assertThat(page.commands().stream().skip(1)).isNotEmpty().allSatisfy(command -> assertThat(ci)
                .contains(command));
    }
}
