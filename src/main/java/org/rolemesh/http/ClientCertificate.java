package org.rolemesh.http;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The certificate that a client has shown; one that its listener does not trust never comes to a request. */
public final class ClientCertificate {
    private ClientCertificate() {}

    public static boolean isShown(ClientRequest request) {
        SSLSession session = request.tls();
        try {
            return session != null && session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
