package org.rolemesh.http;

import io.vertx.core.http.HttpServerRequest;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The certificate that a client has shown; one that its listener does not trust never comes to a request. */
public final class ClientCertificate {
    private ClientCertificate() {}

    public static boolean isShown(HttpServerRequest request) {
        SSLSession session = request.connection().sslSession();
        try {
            return session != null && session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
