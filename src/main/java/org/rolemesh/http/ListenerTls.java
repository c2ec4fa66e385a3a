package org.rolemesh.http;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.rolemesh.tls.Credentials;

/**
 * The TLS of a listener.
 *
 * @param credentials none: it listens in plain HTTP
 * @param clients whether clients show a certificate, where the credentials name who signs them
 */
public record ListenerTls(Credentials credentials, ClientAuth clients) {
    /** Who shows no certificate is let in, and routes may refuse it; one that is not trusted ends the handshake. */
    public static ListenerTls askingSome(Credentials credentials) {
        return new ListenerTls(credentials, ClientAuth.REQUEST);
    }

    /** Nobody is let in without a certificate. */
    public static ListenerTls askingAll(Credentials credentials) {
        return new ListenerTls(credentials, ClientAuth.REQUIRED);
    }

    boolean isOn() {
        return !credentials.isNone();
    }

    /** @param handshake how long one may take; the head of a request has as long again */
    void addTo(HttpServerOptions options, Duration handshake) {
        options.setSsl(true)
                .setEnabledSecureTransportProtocols(Credentials.VERSIONS)
                .setSslHandshakeTimeout(handshake.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        credentials.keys().ifPresent(keys -> options.setKeyCertOptions(KeyCertOptions.wrap(keys)));
        credentials.trust().ifPresent(trust -> options.setTrustOptions(TrustOptions.wrap(trust))
                .setClientAuth(clients));
    }
}
