package org.rolemesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The jars that the program is built and tested with are byte for byte those that somebody has looked at. */
class DependenciesTest {
    private static final Path PINNED = Path.of("src/test/resources/dependencies.sha256");
    private static final Path FOUND = Path.of("target/dependencies.sha256");

    @Test
    void every_jar_is_the_one_that_is_pinned() throws Exception {
        List<String> found = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .map(DependenciesTest::line)
                .distinct()
                .sorted((one, other) -> one.substring(64).compareTo(other.substring(64)))
                .toList();
        Files.write(FOUND, found);

        assertThat(found)
                .as("the jars on the class path; if these are meant, copy %s to %s", FOUND, PINNED)
                .isEqualTo(Files.readAllLines(PINNED));
    }

    private static String line(Path jar) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
            return HexFormat.of().formatHex(sha256) + "  " + jar.getFileName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
