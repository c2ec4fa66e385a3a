package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority that signs certificates in memory (RFC 5280, as much of it as is needed), which takes no time. Nobody but a
 * test's own clients trusts it.
 */
public final class TestAuthority {
    private static final char[] PASSWORD = "test-password".toCharArray();
    private static final Duration VALID = Duration.ofDays(2);
    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");

    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;
    private static final byte[] TRUE = {(byte) 0xff};

    private static final byte[] LOCALHOST =
            der(SEQUENCE, der(DNS_NAME, "localhost".getBytes(US_ASCII)), der(IP_ADDRESS, new byte[] {127, 0, 0, 1}));
    private static final byte[] ECDSA_WITH_SHA256 = der(SEQUENCE, id("2a8648ce3d040302"));
    private static final byte[] COMMON_NAME = id("550403");
    private static final byte[] BASIC_CONSTRAINTS = id("551d13");
    private static final byte[] ALTERNATIVE_NAMES = id("551d11");

    private final String name;
    private final KeyPair keys = newKeys();
    private final Certificate certificate;

    private TestAuthority(String name) {
        this.name = name;
        this.certificate = sign(name, keys, der(SEQUENCE, der(BOOLEAN, TRUE)), LOCALHOST, VALID);
    }

    public static TestAuthority create(String name) {
        return new TestAuthority(name);
    }

    /** The one that {@link RawHttp} trusts, and shows a certificate of, where it is told nothing else. */
    public static TestAuthority mesh() {
        return Mesh.AUTHORITY;
    }

    private static final class Mesh {
        static final TestAuthority AUTHORITY = create("mesh");
        static final SSLContext CLIENT = AUTHORITY.trustingAndShown();
    }

    static SSLContext meshClient() {
        return Mesh.CLIENT;
    }

    /** Its own certificate as a file in this folder. */
    public Path file(Path folder) throws Exception {
        return pem(folder.resolve(name + "-ca.crt"), "CERTIFICATE", certificate.getEncoded());
    }

    /** Has files for localhost and 127.0.0.1 in this folder, named so, or replaces them. */
    public TestCertificate issue(Path folder, String files) throws Exception {
        return issue(folder, files, LOCALHOST, VALID);
    }

    /** The same, but that the certificate has expired yesterday. */
    public TestCertificate issueExpired(Path folder, String files) throws Exception {
        return issue(folder, files, LOCALHOST, Duration.ofDays(-1));
    }

    /** The same for another host. */
    public TestCertificate issueFor(String host, Path folder, String files) throws Exception {
        byte[] name = der(DNS_NAME, host.getBytes(US_ASCII));
        return issue(folder, files, der(SEQUENCE, name), VALID);
    }

    private TestCertificate issue(Path folder, String files, byte[] names, Duration validFor) throws Exception {
        KeyPair own = newKeys();
        Certificate signed = sign("host", own, der(SEQUENCE), names, validFor);
        return new TestCertificate(
                pem(folder.resolve(files + ".crt"), "CERTIFICATE", signed.getEncoded()),
                pem(
                        folder.resolve(files + ".key"),
                        "PRIVATE KEY",
                        own.getPrivate().getEncoded()),
                trusting());
    }

    /** For a client that trusts whom this has signed for, and nobody else, and shows nothing. */
    public SSLContext trusting() {
        return context(null);
    }

    private SSLContext trustingAndShown() {
        KeyPair own = newKeys();
        Certificate signed = sign("client", own, der(SEQUENCE), LOCALHOST, VALID);
        return context(shown(own.getPrivate(), signed));
    }

    private static KeyManager[] shown(PrivateKey key, Certificate signed) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("own", key, PASSWORD, new Certificate[] {signed});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext context(KeyManager[] shown) {
        try {
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry(name, certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Certificate sign(String subject, KeyPair of, byte[] constraints, byte[] names, Duration validFor) {
        Instant now = Instant.now();
        byte[] content = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, BigInteger.valueOf(SERIAL.getAndIncrement()).toByteArray()),
                ECDSA_WITH_SHA256,
                named(name),
                der(SEQUENCE, time(now.minus(Duration.ofDays(2))), time(now.plus(validFor))),
                named(subject),
                of.getPublic().getEncoded(),
                der(
                        EXTENSIONS,
                        der(
                                SEQUENCE,
                                der(SEQUENCE, BASIC_CONSTRAINTS, der(BOOLEAN, TRUE), der(OCTET_STRING, constraints)),
                                der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTET_STRING, names)))));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] signed =
                    der(SEQUENCE, content, ECDSA_WITH_SHA256, der(BIT_STRING, new byte[] {0}, signature.sign()));
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] named(String commonName) {
        return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, commonName.getBytes(UTF_8)))));
    }

    private static byte[] time(Instant time) {
        return der(TIME, UTC_TIME.format(time.atOffset(UTC)).getBytes(US_ASCII));
    }

    private static byte[] id(String hex) {
        return der(OBJECT_ID, HexFormat.of().parseHex(hex));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        if (length < 0x80) {
            all.write(length);
        } else {
            byte[] size =
                    length < 0x100 ? new byte[] {(byte) length} : new byte[] {(byte) (length >> 8), (byte) length};
            all.write(0x80 | size.length);
            all.writeBytes(size);
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    static Path pem(Path file, String what, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }
}
