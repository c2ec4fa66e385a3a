package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rolemesh.testing.TestAuthority;
import org.rolemesh.testing.TestCertificate;
import org.rolemesh.tls.Credentials;

/** Faults of files for TLS, by the line that names them. */
class TlsFilesTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("files");

    @TempDir
    private Path folder;

    @Test
    void files_that_belong_together_are_read() throws Exception {
        TestCertificate own = AUTHORITY.issue(folder, "own");

        Path file = Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                tls: {%s, client_ca: "%s"}
                """.formatted(own.yaml(), AUTHORITY.file(folder)));

        Credentials read = new ConfigLoader(Map.of()).load(file).tls().read();
        assertThat(read.keys()).isPresent();
        assertThat(read.trust().orElseThrow().getAcceptedIssuers()).hasSize(1);
        assertThat(read.expiry()).isPresent();
        assertThat(read.readAgain()).isFalse();
    }

    @Test
    void what_is_wrong_with_a_file_is_said_at_the_line_that_names_it() throws Exception {
        TestCertificate own = AUTHORITY.issue(folder, "own");
        TestCertificate other = AUTHORITY.issue(folder, "other");

        assertThat(faults("""
                version: 1
                tls:
                  cert: "%s"
                  key: "%s"
                  client_ca: "%s"
                upstream_tls:
                  ca: "%s"
                """.formatted(own.certificate(), other.key(), folder.resolve("none.crt"), own.key())))
                .containsExactly(
                        "4: tls.key cannot be used: it is not the key of the certificate; name the two that were made together,"
                                + " the certificate first in its file and its authorities behind it",
                        "5: tls.client_ca cannot be used: there is no such file; correct the path, or put the file there",
                        "7: upstream_tls.ca cannot be used: it holds no certificate; it must have a part BEGIN CERTIFICATE, in"
                                + " PEM");
    }

    @Test
    void a_key_in_an_older_form_comes_with_the_command_that_converts_it() throws Exception {
        TestCertificate own = AUTHORITY.issue(folder, "own");
        Files.writeString(own.key(), Files.readString(own.key()).replace("PRIVATE KEY", "EC PRIVATE KEY"));

        assertThat(faults("version: 1\ntls:\n  " + own.yaml().replace(", ", "\n  ") + "\n"))
                .containsExactly(
                        "4: tls.key cannot be used: its key is written as EC PRIVATE KEY; convert it with: openssl"
                                + " pkcs8 -topk8 -nocrypt -in OLD.key -out NEW.key");
    }

    @Test
    void a_certificate_that_has_expired_is_a_fault() throws Exception {
        TestCertificate old = AUTHORITY.issueExpired(folder, "old");

        assertThat(faults("version: 1\ntls: {" + old.yaml() + "}\nupstream_tls: {ca: \"" + old.certificate() + "\"}\n"))
                .satisfiesExactly(
                        fault -> assertThat(fault)
                                .startsWith("2: tls.cert cannot be used: its certificate has expired at 20")
                                .endsWith("; put a renewed one in its place"),
                        fault -> assertThat(fault)
                                .startsWith("3: upstream_tls.ca cannot be used: its certificate has expired at 20"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tls: {cert: a.crt}          | 2: tls has no 'key'; add it, for example 'key: /etc/rolemesh/gateway.key'
                    upstream_tls: {cert: a.crt} | 2: upstream_tls: cert and key go together; add the one that is missing
                    upstream_tls: {ca: ~/a.crt} | 2: upstream_tls.ca: only a shell knows ~; write ${env:HOME} in its place
                    """)
    void what_is_missing_is_said_before_any_file_is_looked_at(String line, String fault) {
        assertThat(Read.lines("version: 1\n" + line)).containsExactly(Read.NAME + ":" + fault);
    }

    @Test
    void an_agent_is_found_by_https_where_it_has_a_certificate() throws Exception {
        NodeAgentConfig config = ReadNode.config("version: 1\ntls: {cert: a.crt, key: a.key}\n");

        assertThat(config.address().url(!config.tls().isNone()).base()).isEqualTo("https://127.0.0.1:8091");
        assertThat(config.listeningOn("127.0.0.1", 9000).tls()).isEqualTo(config.tls());
    }

    private List<String> faults(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("models.yaml"), yaml);
        ConfigInvalid invalid = catchThrowableOfType(ConfigInvalid.class, () -> new ConfigLoader(Map.of()).load(file));
        return invalid.faults().stream()
                .map(fault -> fault.line() + ": " + fault.what())
                .toList();
    }
}
