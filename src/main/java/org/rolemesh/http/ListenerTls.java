package org.rolemesh.http;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.rolemesh.tls.Credentials;

/** The TLS of a listener. Thread safe. */
public final class ListenerTls {
    private final Credentials credentials;
    private final ClientAuth clients;
    private final RenewableTls engine = new RenewableTls();

    private ListenerTls(Credentials credentials, ClientAuth clients) {
        this.credentials = credentials;
        this.clients = clients;
    }

    /**
     * Who shows no certificate is let in, and routes may refuse it; one that is not trusted ends the handshake.
     *
     * @return null where there are no credentials: it listens in plain HTTP
     */
    public static ListenerTls askingSome(Credentials credentials) {
        return credentials.isNone() ? null : new ListenerTls(credentials, ClientAuth.REQUEST);
    }

    /**
     * Nobody is let in without a certificate, where the credentials name who signs them.
     *
     * @return null where there are no credentials: it listens in plain HTTP
     */
    public static ListenerTls askingAll(Credentials credentials) {
        return credentials.isNone() ? null : new ListenerTls(credentials, ClientAuth.REQUIRED);
    }

    /** @param handshake how long one may take; the head of a request has as long again */
    void addTo(NetServerOptions options, Duration handshake) {
        engine.addTo(options);
        options.setSsl(true)
                .setEnabledSecureTransportProtocols(Credentials.VERSIONS)
                .setSslHandshakeTimeout(handshake.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        credentials.keys().ifPresent(keys -> options.setKeyCertOptions(KeyCertOptions.wrap(keys)));
        credentials.trust().ifPresent(trust -> options.setTrustOptions(TrustOptions.wrap(trust))
                .setClientAuth(clients));
    }

    /** The certificates have been read again: who comes from now on is looked at by them, as if for the first time. */
    void renew() {
        try {
            engine.renew();
        } catch (SSLException e) {
            throw new IllegalStateException("it has been made before", e);
        }
    }
}
