package org.rolemesh.http;

import io.vertx.core.Context;
import javax.net.ssl.SSLSession;

/** What a client has sent beside a body, and the way back to it: on a listener of ours, or on Camel's own server. */
public interface ClientRequest {
    String method();

    /** As it came, undecoded, without the query. */
    String path();

    /** The first header of this name, in whatever case; null: there is none. */
    String header(String name);

    /**
     * The first parameter of the query of this name, decoded; null: there is none.
     *
     * @throws IllegalArgumentException where the query cannot be decoded
     */
    String query(String name);

    /** The address that its connection comes from; null where that is unknown. */
    String address();

    /** Null: its connection has no TLS. */
    SSLSession tls();

    /** The event loop of its connection. */
    Context context();

    ClientAnswer answer();
}
