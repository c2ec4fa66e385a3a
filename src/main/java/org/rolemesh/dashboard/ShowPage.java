package org.rolemesh.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.rolemesh.gateway.Incoming;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/**
 * Answers with the dashboard's page or a file that belongs to it, out of the jar: only those named here, whatever is asked
 * for. They hold no data. The page may load nothing from elsewhere, and nobody may frame it.
 */
public final class ShowPage implements Processor {
    private static final String FOLDER = "/ui/";
    private static final String PAGE = "index.html";
    private static final Set<String> PARTS = Set.of(
            "style.css",
            "icon.svg",
            "main.js",
            "actions.js",
            "aliases.js",
            "chat.js",
            "dom.js",
            "keys.js",
            "live.js",
            "nodes.js",
            "requests.js",
            "sparkline.js");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            // Asked for again each time, and not sent again unless the program is another.
            "Cache-Control",
            "no-cache");

    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    private record PageFile(byte[] bytes, String tag) {}

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String asked = message.getHeader("file", String.class);
        String name = asked == null ? PAGE : asked;
        if (asked != null && !PARTS.contains(asked)) {
            throw new RequestRejected(ApiErrors.notFound());
        }
        PageFile file = files.computeIfAbsent(name, ShowPage::read);
        boolean known = file.tag.equals(Incoming.header(exchange, "If-None-Match"));
        message.removeHeaders("*");
        HEADERS.forEach(message::setHeader);
        message.setHeader("ETag", file.tag);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, known ? 304 : 200);
        message.setHeader(Exchange.CONTENT_TYPE, TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
        message.setBody(known ? new byte[0] : file.bytes);
    }

    private static PageFile read(String name) {
        try (InputStream in = ShowPage.class.getResourceAsStream(FOLDER + name)) {
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new PageFile(bytes, '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
