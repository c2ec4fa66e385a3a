package org.rolemesh.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * The JDK's TLS for a server, whose contexts are made anew from one handshake to the next: what a client has kept of a
 * session is good for its context only. Vert.x's own way, {@code updateSSLOptions}, closes connections that come while it
 * makes a context. Thread safe.
 */
final class RenewableTls extends SSLEngineOptions {
    private final Queue<Renewable> contexts;

    RenewableTls() {
        this(new ConcurrentLinkedQueue<>());
    }

    private RenewableTls(Queue<Renewable> contexts) {
        this.contexts = contexts;
    }

    void addTo(NetServerOptions options) {
        options.setSslEngineOptions(this);
    }

    /** Vert.x keeps copies of options. */
    @Override
    public RenewableTls copy() {
        return new RenewableTls(contexts);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContext create() throws SSLException {
                Renewable context = new Renewable(super::create);
                contexts.add(context);
                return context;
            }
        };
    }

    /** Handshakes from now on go on with no session of before. */
    void renew() throws SSLException {
        for (Renewable context : contexts) {
            context.renew();
        }
    }

    private interface Maker {
        SslContext make() throws SSLException;
    }

    private static final class Renewable extends SslContext {
        private final Maker maker;
        private volatile SslContext current;

        Renewable(Maker maker) throws SSLException {
            this.maker = maker;
            this.current = maker.make();
        }

        void renew() throws SSLException {
            current = maker.make();
        }

        @Override
        public boolean isClient() {
            return false;
        }

        @Override
        public List<String> cipherSuites() {
            return current.cipherSuites();
        }

        @Override
        @SuppressWarnings("deprecation")
        public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
            return current.applicationProtocolNegotiator();
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator) {
            return current.newEngine(allocator);
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
            return current.newEngine(allocator, host, port);
        }

        @Override
        public SSLSessionContext sessionContext() {
            return current.sessionContext();
        }
    }
}
