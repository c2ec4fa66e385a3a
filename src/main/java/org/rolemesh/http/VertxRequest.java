package org.rolemesh.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import javax.net.ssl.SSLSession;

/** A request on Camel's own server, which has read its body. */
final class VertxRequest implements ClientRequest {
    private final HttpServerRequest request;

    VertxRequest(HttpServerRequest request) {
        this.request = request;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public String query(String name) {
        return request.getParam(name);
    }

    @Override
    public String address() {
        return request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    }

    @Override
    public SSLSession tls() {
        return request.connection().sslSession();
    }

    @Override
    public Context context() {
        return ((HttpServerRequestInternal) request).context();
    }

    @Override
    public ClientAnswer answer() {
        return new VertxAnswer(request);
    }
}
