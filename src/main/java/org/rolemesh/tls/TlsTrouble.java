package org.rolemesh.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Why no TLS connection has come about, as the JDK, Netty and Apache's client report it, in words for an operator. Pure. */
public final class TlsTrouble {
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");
    private static final Pattern OF_OUR_CERTIFICATE = Pattern.compile(
            "bad_certificate|certificate_required|certificate_unknown|certificate_expired|unknown_ca|access_denied");

    private TlsTrouble() {}

    /**
     * What is wrong and how to mend it; empty where TLS is not what has failed.
     *
     * @param ca the setting that names the authorities whom this side trusts
     * @param cert the setting that names the certificate which this side shows
     */
    public static Optional<String> of(Throwable failure, String ca, String cert) {
        return causes(failure)
                .flatMap(cause -> certificateFault(cause, ca).stream())
                .findFirst()
                .or(() -> causes(failure)
                        .filter(SSLException.class::isInstance)
                        .findFirst()
                        .map(cause -> handshakeFault(cause.getMessage() + "", cert)));
    }

    /** Whether a connection was refused before anything that was sent on it could be read. */
    public static boolean isRefusal(Throwable failure) {
        return causes(failure).anyMatch(SSLHandshakeException.class::isInstance);
    }

    /** The innermost says most. */
    private static Stream<Throwable> causes(Throwable failure) {
        Stream<Throwable> outer = Stream.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            outer = Stream.concat(Stream.of(cause), outer);
        }
        return outer;
    }

    private static Optional<String> certificateFault(Throwable cause, String ca) {
        if (cause instanceof CertificateExpiredException) {
            return Optional.of("its certificate has expired; renew it there");
        }
        if (cause instanceof CertificateNotYetValidException) {
            return Optional.of("its certificate is not valid yet; set the clocks of both machines");
        }
        if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
            return Optional.of("its certificate is not from an authority that is trusted here; set " + ca
                    + " to the certificate of the authority that has signed it");
        }
        if (cause instanceof SSLPeerUnverifiedException || isOfName(cause)) {
            return Optional.of(
                    "its certificate is for another host name; use one that it has, or have one made there with"
                            + " the name or IP address of its URL");
        }
        return Optional.empty();
    }

    private static boolean isOfName(Throwable cause) {
        String message = cause.getMessage() + "";
        return cause instanceof CertificateException
                && (message.startsWith("No subject alternative") || message.startsWith("No name matching"));
    }

    private static String handshakeFault(String message, String cert) {
        Matcher alert = ALERT.matcher(message);
        if (alert.find()) {
            return OF_OUR_CERTIFICATE.matcher(alert.group(1)).matches()
                    ? "it wants a client certificate that it trusts (" + alert.group(1) + "); set " + cert
                            + " to one from the authority that it asks for"
                    : "it refuses the TLS connection (" + alert.group(1) + "); see that it speaks TLS 1.2 or 1.3";
        }
        if (message.contains("Unsupported or unrecognized SSL message") || message.contains("not an SSL/TLS record")) {
            return "it does not speak TLS; begin its URL with http://";
        }
        return "no TLS connection: " + message;
    }
}
