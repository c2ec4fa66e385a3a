package org.rolemesh.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom the authorities of now have signed for, by the checks of the JDK. Thread safe. */
final class CurrentTrust extends TrustOfNow {
    private volatile X509ExtendedTrustManager manager;

    CurrentTrust(Held held) {
        use(held);
    }

    void use(Held held) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate authority : held.authorities()) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            manager = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK keeps certificates in memory", e);
        }
    }

    @Override
    X509ExtendedTrustManager manager() {
        return manager;
    }
}
