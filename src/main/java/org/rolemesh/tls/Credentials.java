package org.rolemesh.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What one side of TLS connections shows of itself, and whom it trusts, by PEM files that may change while it runs. The
 * managers that it gives go by what was read last. Thread safe.
 */
public final class Credentials {
    /** Shows nothing, and trusts whom Java trusts. */
    public static final Credentials NONE = new Credentials(null, null, null, new Held(List.of(), null, List.of()));

    /** Older ones are not spoken, as RFC 8996 has it. */
    public static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    private final Path cert;
    private final Path key;
    private final Path ca;
    private final CurrentKeys keys;
    private final CurrentTrust trust;
    private Held held;
    private SSLContext context;

    private Credentials(Path cert, Path key, Path ca, Held held) {
        this.cert = cert;
        this.key = key;
        this.ca = ca;
        this.held = held;
        this.keys = cert == null ? null : new CurrentKeys(held);
        this.trust = ca == null ? null : new CurrentTrust(held);
    }

    /**
     * Reads files, of which each may be null; {@code cert} and {@code key} go together.
     *
     * @param ca null: those that Java trusts
     */
    public static Credentials read(Path cert, Path key, Path ca) throws UnusablePem {
        return cert == null && ca == null ? NONE : new Credentials(cert, key, ca, Held.read(cert, key, ca));
    }

    public boolean isNone() {
        return keys == null && trust == null;
    }

    public List<Path> files() {
        return Stream.of(cert, key, ca).filter(Objects::nonNull).toList();
    }

    /** For the certificate that is shown, if any. */
    public Optional<X509ExtendedKeyManager> keys() {
        return Optional.ofNullable(keys);
    }

    /** For the authorities that are trusted; empty: those that Java trusts. */
    public Optional<X509ExtendedTrustManager> trust() {
        return Optional.ofNullable(trust);
    }

    /** When the certificate that is shown ends, if there is one. */
    public synchronized Optional<Instant> expiry() {
        return held.chain().stream().findFirst().map(shown -> shown.getNotAfter()
                .toInstant());
    }

    /**
     * Reads the files again. Handshakes from now on go by what they hold; where one of them cannot be used, all stays as
     * it was.
     *
     * @return whether they held anything else than before
     */
    public synchronized boolean readAgain() throws UnusablePem {
        Held read = Held.read(cert, key, ca);
        if (read.equals(held)) {
            return false;
        }
        held = read;
        if (keys != null) {
            keys.use(read);
        }
        if (trust != null) {
            trust.use(read);
        }
        if (context != null) {
            forgetSessions(context.getClientSessionContext());
        }
        return true;
    }

    /** For clients, always the same one. */
    public synchronized SSLContext clientContext() {
        if (context == null) {
            context = newContext();
        }
        return context;
    }

    private SSLContext newContext() {
        try {
            SSLContext created = SSLContext.getInstance("TLS");
            created.init(
                    keys == null ? null : new KeyManager[] {keys},
                    new TrustManager[] {trust == null ? new JavaTrust() : trust},
                    null);
            return created;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK speaks TLS", e);
        }
    }

    /** Who goes on with a session is not looked at again. */
    private static void forgetSessions(SSLSessionContext sessions) {
        Collections.list(sessions.getIds()).stream()
                .map(sessions::getSession)
                .filter(Objects::nonNull)
                .forEach(session -> session.invalidate());
    }
}
