package org.rolemesh.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * Shows the certificate of now. A handshake asks for an alias first, and for certificate and key by it later: by then the
 * certificate may have been replaced, so the one before is still answered for by its own alias. Thread safe.
 */
final class CurrentKeys extends X509ExtendedKeyManager {
    private static final char[] IN_MEMORY = "in-memory".toCharArray();

    private record Two(int number, X509KeyManager now, X509KeyManager before) {}

    private volatile Two managers;

    CurrentKeys(Held held) {
        X509KeyManager first = manager(held, 0);
        managers = new Two(0, first, first);
    }

    void use(Held held) {
        int number = managers.number() + 1;
        managers = new Two(number, manager(held, number), managers.now());
    }

    private static X509KeyManager manager(Held held, int number) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "own-" + number, held.key(), IN_MEMORY, held.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, IN_MEMORY);
            return (X509KeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK keeps keys in memory", e);
        }
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return managers.now().getClientAliases(keyType, issuers);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return managers.now().chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return managers.now().chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return managers.now().getServerAliases(keyType, issuers);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return managers.now().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return managers.now().chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Two both = managers;
        X509Certificate[] chain = both.now().getCertificateChain(alias);
        return chain == null ? both.before().getCertificateChain(alias) : chain;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Two both = managers;
        PrivateKey key = both.now().getPrivateKey(alias);
        return key == null ? both.before().getPrivateKey(alias) : key;
    }
}
