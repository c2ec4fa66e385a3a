package org.rolemesh.config;

import java.nio.file.Path;
import java.util.List;
import org.rolemesh.tls.Credentials;
import org.rolemesh.tls.UnusablePem;

/**
 * PEM files for one side of TLS connections; they are read when it starts.
 *
 * @param cert what this side shows, with the authorities between it and a known one behind it; null: nothing
 * @param key the private key of {@code cert}; null where there is none
 * @param ca authorities that the other side's certificate must come from; null: a client trusts those that Java trusts, and
 *     a listener asks for no certificate
 */
public record TlsFiles(Path cert, Path key, Path ca) {
    public static final TlsFiles NONE = new TlsFiles(null, null, null);

    public TlsFiles {
        if ((cert == null) != (key == null)) {
            throw new IllegalArgumentException("cert and key go together; add the one that is missing");
        }
    }

    public boolean isNone() {
        return cert == null && ca == null;
    }

    /**
     * Reads the files. Blocks.
     *
     * @throws ConfigInvalid with what is wrong with one of them
     */
    public Credentials read() throws ConfigInvalid {
        try {
            return Credentials.read(cert, key, ca);
        } catch (UnusablePem e) {
            throw new ConfigInvalid(List.of(new Fault(e.file().toString(), 1, 1, e.getMessage())));
        }
    }
}
