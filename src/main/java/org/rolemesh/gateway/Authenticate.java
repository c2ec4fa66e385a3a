package org.rolemesh.gateway;

import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.access.ClientCall;
import org.rolemesh.auth.BadKeys;
import org.rolemesh.auth.Caller;
import org.rolemesh.auth.KeyKind;
import org.rolemesh.auth.KeyRing;
import org.rolemesh.auth.Verdict;
import org.rolemesh.catalog.Alias;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/**
 * Lets in who shows a key of one kind, or of any, and notes whose it is. Comes after {@link OpenRequest}. Nodes and administrators
 * do not come from web pages: a page of another site could make a browser on the network send what needs no key.
 */
@NonBlocking
public final class Authenticate implements Processor {
    private static final String CALLER = "RoleMeshCaller";

    private final Function<String, Verdict> judge;
    private final BadKeys badKeys;
    private final boolean takesWebPages;

    public Authenticate(KeyRing keys, BadKeys badKeys, KeyKind kind) {
        this(presented -> keys.judge(kind, presented), badKeys, kind == KeyKind.CLIENT);
    }

    private Authenticate(Function<String, Verdict> judge, BadKeys badKeys, boolean takesWebPages) {
        this.judge = judge;
        this.badKeys = badKeys;
        this.takesWebPages = takesWebPages;
    }

    /** By a key of any kind. */
    public static Authenticate byAnyKey(KeyRing keys, BadKeys badKeys) {
        return new Authenticate(keys::judgeOfAnyKind, badKeys, true);
    }

    @Override
    public void process(Exchange exchange) {
        String presented = (String) exchange.removeProperty(OpenRequest.PRESENTED_KEY);
        if (!takesWebPages) {
            refuseWebPages(exchange);
        }
        Verdict verdict = judge.apply(presented);
        switch (verdict.kind()) {
            case ALLOWED -> admit(exchange, verdict.caller());
            case UNAUTHORIZED -> throw new RequestRejected(refusal(exchange, presented));
            case FORBIDDEN -> throw new RequestRejected(ApiErrors.forbidden(verdict.remedy()));
        }
    }

    private ApiError refusal(Exchange exchange, String presented) {
        String address = Incoming.address(exchange);
        return presented == null || address == null
                ? ApiErrors.unauthorized()
                : badKeys.note(address).map(ApiErrors::tooManyBadKeys).orElseGet(ApiErrors::unauthorized);
    }

    private static void refuseWebPages(Exchange exchange) {
        if (Incoming.header(exchange, "Origin") != null) {
            throw new RequestRejected(ApiErrors.forbidden("this path takes no requests from web pages, which say so"
                    + " by an Origin header; send this one from a program, without that header"));
        }
    }

    private static void admit(Exchange exchange, Caller caller) {
        exchange.setProperty(CALLER, caller);
        ClientCall call = ClientCall.of(exchange);
        if (call != null) {
            call.authenticatedAs(caller.keyName());
        }
    }

    /** Refuses a key that may not use this role. */
    public static void requireRole(Exchange exchange, Alias alias) {
        if (!callerOf(exchange).roles().allow(alias.name())) {
            throw new RequestRejected(ApiErrors.forbidden("this key may not use the role " + alias.modelName()));
        }
    }

    /** What the config calls the key that was shown; empty where none was needed. */
    static String keyName(Exchange exchange) {
        String name = callerOf(exchange).keyName();
        return name == null ? "" : name;
    }

    /** Who was let in; a route that lets anyone in has anyone. */
    static Caller callerOf(Exchange exchange) {
        return exchange.getProperty(CALLER, Caller.ANYONE, Caller.class);
    }
}
