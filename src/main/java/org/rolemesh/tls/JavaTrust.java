package org.rolemesh.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts whom Java trusts, and reads who that is with the first certificate that it judges: some 140 authorities, which
 * most gateways never need and which take a twentieth of a start. Thread safe.
 */
final class JavaTrust extends TrustOfNow {
    private X509ExtendedTrustManager manager;

    @Override
    synchronized X509ExtendedTrustManager manager() {
        if (manager == null) {
            manager = read();
        }
        return manager;
    }

    private static X509ExtendedTrustManager read() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the authorities that Java trusts cannot be read", e);
        }
    }
}
