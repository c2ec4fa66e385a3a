package org.rolemesh.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys as RFC 7468 writes them; what else a file holds is passed over. */
public final class Pem {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final String KEY = "PRIVATE KEY";

    private Pem() {}

    /** A certificate that has not expired, and behind it those between it and its authority. */
    public static List<X509Certificate> chain(Path file) throws UnusablePem {
        List<X509Certificate> chain = certificates(file);
        refuseExpired(file, chain.subList(0, 1));
        return chain;
    }

    /** Certificates of authorities, of which not all have expired. */
    public static List<X509Certificate> authorities(Path file) throws UnusablePem {
        List<X509Certificate> authorities = certificates(file);
        refuseExpired(file, authorities);
        return authorities;
    }

    private static void refuseExpired(Path file, List<X509Certificate> certificates) throws UnusablePem {
        Instant end = certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (end.isBefore(Instant.now())) {
            throw new UnusablePem(
                    file, "cannot be used: its certificate has expired at " + end + "; put a renewed one in its place");
        }
    }

    private static List<X509Certificate> certificates(Path file) throws UnusablePem {
        List<X509Certificate> certificates = new ArrayList<>();
        for (MatchResult block : blocks(file)) {
            if (block.group(1).equals("CERTIFICATE")) {
                certificates.add(certificate(file, decoded(file, block)));
            }
        }
        if (certificates.isEmpty()) {
            throw new UnusablePem(
                    file, "cannot be used: it holds no certificate; it must have a part BEGIN CERTIFICATE, in PEM");
        }
        return List.copyOf(certificates);
    }

    /** The private key of a file, which must be the one of this certificate. */
    public static PrivateKey key(Path file, X509Certificate certificate) throws UnusablePem {
        PublicKey shown = certificate.getPublicKey();
        PrivateKey key = key(file, keyBlock(file), shown.getAlgorithm());
        if (!isPair(file, key, shown)) {
            throw ofAnother(file);
        }
        return key;
    }

    private static byte[] keyBlock(Path file) throws UnusablePem {
        List<MatchResult> blocks = blocks(file);
        for (MatchResult block : blocks) {
            if (block.group(1).equals(KEY)) {
                return decoded(file, block);
            }
        }
        Optional<String> other = blocks.stream()
                .map(block -> block.group(1))
                .filter(name -> name.endsWith(KEY))
                .findFirst();
        throw new UnusablePem(
                file,
                other.map(name -> "cannot be used: its key is written as " + name
                                + "; convert it with: openssl pkcs8 -topk8 -nocrypt -in OLD.key -out NEW.key")
                        .orElse(
                                "cannot be used: it holds no private key; it must have a part BEGIN PRIVATE KEY, in PEM"));
    }

    private static PrivateKey key(Path file, byte[] pkcs8, String algorithm) throws UnusablePem {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw ofAnother(file);
        }
    }

    private static UnusablePem ofAnother(Path file) {
        return new UnusablePem(
                file,
                "cannot be used: it is not the key of the certificate; name the two that were made together, the"
                        + " certificate first in its file and its authorities behind it");
    }

    private static boolean isPair(Path file, PrivateKey key, PublicKey shown) throws UnusablePem {
        byte[] something = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(signatureOf(file, shown));
            signature.initSign(key);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String signatureOf(Path file, PublicKey shown) throws UnusablePem {
        return switch (shown.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default ->
                throw new UnusablePem(
                        file, "cannot be used: keys of its kind are not known here; have one made for RSA or EC");
        };
    }

    private static List<MatchResult> blocks(Path file) throws UnusablePem {
        Matcher blocks = BLOCK.matcher(text(file));
        return blocks.results().toList();
    }

    private static String text(Path file) throws UnusablePem {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            throw new UnusablePem(
                    file, "cannot be used: there is no such file; correct the path, or put the file there");
        } catch (IOException e) {
            throw new UnusablePem(file, "cannot be used: it must be a file that the user of this program may read");
        }
    }

    private static byte[] decoded(Path file, MatchResult block) throws UnusablePem {
        try {
            return Base64.getMimeDecoder().decode(block.group(2).strip());
        } catch (IllegalArgumentException e) {
            throw damaged(file, block.group(1));
        }
    }

    private static X509Certificate certificate(Path file, byte[] der) throws UnusablePem {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw damaged(file, "CERTIFICATE");
        }
    }

    private static UnusablePem damaged(Path file, String what) {
        return new UnusablePem(file, "cannot be used: its " + what + " is damaged; copy the file again");
    }
}
