package org.rolemesh.config;

import java.nio.file.Path;
import java.util.Optional;
import org.rolemesh.tls.Pem;
import org.rolemesh.tls.UnusablePem;

/** Reads which PEM files a section names, and looks whether they can be used. */
final class TlsReader {
    private final Section tls;
    private final Section ca;

    private TlsReader(Section tls, String ca) {
        this.tls = tls;
        this.ca = tls.section(ca);
    }

    /** Of what a program listens with. */
    static TlsReader ofListener(Section root) {
        return new TlsReader(root.section("tls"), "client_ca");
    }

    /** Of what a program calls others with. */
    static TlsReader ofClient(Section tls) {
        return new TlsReader(tls, "ca");
    }

    TlsFiles read() {
        Path shown = path(tls.section("cert"));
        Path key = path(tls.section("key"));
        Path trusted = path(ca);
        return tls.build(() -> new TlsFiles(shown, key, trusted)).orElse(TlsFiles.NONE);
    }

    /** Reports what is wrong with the files themselves. */
    void look() {
        if (tls.has("cert")) {
            look(tls.section("cert"), Pem::chain)
                    .ifPresent(chain -> look(tls.section("key"), file -> Pem.key(file, chain.get(0))));
        }
        if (ca.text() != null) {
            look(ca, Pem::authorities);
        }
    }

    private static <T> Optional<T> look(Section named, Look<T> look) {
        if (named.text() == null || named.isFaulty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(look.at(LocalPath.parse(named.text())));
        } catch (UnusablePem e) {
            named.fault(e.getMessage());
            return Optional.empty();
        }
    }

    private static Path path(Section written) {
        return Optional.ofNullable(written.text())
                .flatMap(text -> written.build(() -> LocalPath.parse(text)))
                .orElse(null);
    }

    private interface Look<T> {
        T at(Path file) throws UnusablePem;
    }
}
