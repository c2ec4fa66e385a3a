package org.rolemesh.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The base URL of an OpenAI-compatible server, without the {@code /v1} that its paths begin with. Safe to show: it
 * cannot hold credentials.
 *
 * @param scheme http or https
 * @param host a name or an IP address, in lower case; an IPv6 address without its brackets
 * @param prefix what comes before {@code /v1} in every path: empty, or with a slash at its start and none at its end
 */
public record UpstreamUrl(String scheme, String host, int port, String prefix) {
    private static final Pattern URL = Pattern.compile("(?i)(https?)://([^/?#@]+?)(?::(\\d{1,5}))?(/.*)?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    private static final Pattern NUMBER_AT_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*");

    public UpstreamUrl {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("an upstream URL must begin with http:// or https://");
        }
        if (host.length() > 253 || !isAllowed(host)) {
            throw new IllegalArgumentException(
                    "an upstream URL needs a host name or an IP address in its usual spelling,"
                            + " as in http://127.0.0.1:8011");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the port of an upstream URL must be 1 to 65535");
        }
        if (!PREFIX.matcher(prefix).matches() || (prefix + "/").contains("/./") || (prefix + "/").contains("/../")) {
            throw new IllegalArgumentException("the path of an upstream URL must be plain, as in http://10.0.0.5/llm");
        }
    }

    /** Whether it is called by TLS. */
    public boolean isSecure() {
        return scheme.equals("https");
    }

    /**
     * Reads a URL with or without a trailing slash or {@code /v1}.
     *
     * @throws IllegalArgumentException with what is wrong; the message does not repeat the text
     */
    public static UpstreamUrl parse(String text) {
        if (text.contains("?") || text.contains("#")) {
            throw new IllegalArgumentException("an upstream URL has no query or fragment; remove what follows ? or #");
        }
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException(
                    text.contains("@")
                            ? "an upstream URL holds no credentials; remove them and set api_key_env"
                            : "an upstream URL must begin with http:// or https://, as in http://127.0.0.1:8011");
        }
        String scheme = url.group(1).toLowerCase(Locale.ROOT);
        int port = url.group(3) != null ? Integer.parseInt(url.group(3)) : scheme.equals("https") ? 443 : 80;
        String path = url.group(4) == null ? "" : url.group(4);
        String prefix = path.replaceFirst("/+$", "").replaceFirst("/v1$", "").replaceFirst("/+$", "");
        return new UpstreamUrl(scheme, unbracketed(url.group(2).toLowerCase(Locale.ROOT)), port, prefix);
    }

    /** The URL without a trailing {@code /v1}, and without the port where it is the scheme's own. */
    public String base() {
        return scheme + "://" + authority() + prefix;
    }

    /** What the Host header says. */
    public String authority() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (isSecure() ? 443 : 80) ? name : name + ":" + port;
    }

    /** The host as an address; empty where it is a name. No name server is asked. */
    public Optional<InetAddress> address() {
        return IpLiteral.parse(host);
    }

    /** The path of a request to this upstream; {@code apiPath} begins with a slash, as in {@code /v1/models}. */
    public String path(String apiPath) {
        return prefix + apiPath;
    }

    @Override
    public String toString() {
        return base();
    }

    private static String unbracketed(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inside = bracketed ? host.substring(1, host.length() - 1) : host;
        // Brackets and colons come together or not at all; what has one of them only is refused as a name.
        return bracketed == inside.contains(":") ? inside : host + ":";
    }

    private static boolean isAllowed(String host) {
        if (host.contains(":") || NUMBER_AT_END.matcher(host).matches()) {
            return IpLiteral.parse(host)
                    .filter(address -> !isForbidden(address))
                    .isPresent();
        }
        return NAME.matcher(host).matches();
    }

    private static boolean isForbidden(InetAddress written) {
        InetAddress address = IpLiteral.embeddedIn(written).orElse(written);
        if (address.isAnyLocalAddress() || address.isLinkLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException("an upstream cannot be at a link-local, multicast or 0.0.0.0 address;"
                    + " on this machine it is 127.0.0.1");
        }
        return false;
    }
}
