package org.rolemesh.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What files for one side of TLS connections held at one moment.
 *
 * @param chain the certificate first; empty: none
 * @param key null where there is no certificate
 * @param authorities empty: none are named
 */
record Held(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    /** A path may be null; {@code cert} and {@code key} go together. */
    static Held read(Path cert, Path key, Path ca) throws UnusablePem {
        List<X509Certificate> chain = cert == null ? List.of() : Pem.chain(cert);
        return new Held(
                chain, cert == null ? null : Pem.key(key, chain.get(0)), ca == null ? List.of() : Pem.authorities(ca));
    }
}
