package org.rolemesh.gateway;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.camel.Exchange;
import org.rolemesh.access.ClientCall;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.openai.PromptSize;

/** The variables that a topology is told of a request. docs/ROUTES.md explains them. */
final class RequestWords {
    static final String ALIAS = "alias";
    static final String AVAILABILITY = "availability";
    static final String STREAM = "stream";
    static final String API = "api";
    static final String REQUEST_ID = "requestId";
    static final String KEY_NAME = "keyName";
    static final String KEY_BUCKET = "keyBucket";
    static final String LABELS = "labels";
    static final String PROMPT_BYTES = "promptBytes";
    static final String PROMPT_TOKENS = "promptTokens";

    static final List<String> NAMES = List.of(
            ALIAS, AVAILABILITY, STREAM, API, REQUEST_ID, KEY_NAME, KEY_BUCKET, LABELS, PROMPT_BYTES, PROMPT_TOKENS);

    private static final int BUCKETS = 100;

    private RequestWords() {}

    static void put(Exchange exchange, ModelRequest request, Alias alias, Availability availability) {
        exchange.setVariable(ALIAS, alias.name());
        exchange.setVariable(AVAILABILITY, availability.state().name().toLowerCase(Locale.ROOT));
        exchange.setVariable(STREAM, request.body().stream());
        exchange.setVariable(API, request.api().name().toLowerCase(Locale.ROOT));
        String keyName = Authenticate.keyName(exchange);
        exchange.setVariable(KEY_NAME, keyName);
        exchange.setVariable(KEY_BUCKET, bucket(keyName));
        exchange.setVariable(LABELS, labels(availability));
        PromptSize size = PromptSize.of(request);
        exchange.setVariable(PROMPT_BYTES, size.bytes());
        exchange.setVariable(PROMPT_TOKENS, size.tokens());
        ClientCall call = ClientCall.originOf(exchange);
        if (call != null) {
            exchange.setVariable(REQUEST_ID, call.requestId());
        }
    }

    /** Spread evenly, and the same in every gateway and version. */
    private static int bucket(String keyName) {
        CRC32 checksum = new CRC32();
        for (int i = 0; i < keyName.length(); i++) {
            checksum.update(keyName.charAt(i));
        }
        return (int) (checksum.getValue() % BUCKETS);
    }

    private static List<String> labels(Availability availability) {
        TreeSet<String> labels = new TreeSet<>();
        availability.warm().forEach(upstream -> labels.addAll(upstream.labels()));
        availability.cold().forEach(upstream -> labels.addAll(upstream.labels()));
        return List.copyOf(labels);
    }
}
