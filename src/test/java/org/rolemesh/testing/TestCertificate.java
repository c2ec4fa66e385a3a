package org.rolemesh.testing;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/**
 * A certificate for localhost and 127.0.0.1 that nobody but a test's own client trusts.
 *
 * @param certificate its file, in PEM
 * @param key the file of its private key, in PEM
 * @param trusting what a client needs that is to trust its authority and no other
 */
public record TestCertificate(Path certificate, Path key, SSLContext trusting) {
    /** Makes one with files in this folder, from an authority of its own. */
    public static TestCertificate create(Path folder) throws Exception {
        return TestAuthority.create("test").issue(folder, "localhost");
    }

    /** What a config says of it. */
    public String yaml() {
        return "cert: \"" + certificate + "\", key: \"" + key + "\"";
    }
}
