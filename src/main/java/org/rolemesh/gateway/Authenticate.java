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
 * do not come from web pages of other sites: one could make a browser on the network send what needs no key.
 */
@NonBlocking
public final class Authenticate implements Processor {
    private static final String CALLER = "RoleMeshCaller";

    private final Function<String, Verdict> judge;
    private final BadKeys badKeys;
    private final Pages pages;

    /** Which web pages may send a request. */
    private enum Pages {
        ANY,
        /** Those that come from here. */
        OWN,
        NONE
    }

    public Authenticate(KeyRing keys, BadKeys badKeys, KeyKind kind) {
        this(presented -> keys.judge(kind, presented), badKeys, pages(kind));
    }

    private Authenticate(Function<String, Verdict> judge, BadKeys badKeys, Pages pages) {
        this.judge = judge;
        this.badKeys = badKeys;
        this.pages = pages;
    }

    private static Pages pages(KeyKind kind) {
        return switch (kind) {
            case CLIENT -> Pages.ANY;
            case ADMIN -> Pages.OWN;
            case NODE -> Pages.NONE;
        };
    }

    /** By a key of any kind. */
    public static Authenticate byAnyKey(KeyRing keys, BadKeys badKeys) {
        return new Authenticate(keys::judgeOfAnyKind, badKeys, Pages.ANY);
    }

    /** By the key of an administrator, who sees everything, or of a client. */
    public static Authenticate ofViewers(KeyRing keys, BadKeys badKeys) {
        return new Authenticate(
                presented -> {
                    Verdict asAdmin = keys.judge(KeyKind.ADMIN, presented);
                    return asAdmin.kind() == Verdict.Kind.ALLOWED ? asAdmin : keys.judge(KeyKind.CLIENT, presented);
                },
                badKeys,
                Pages.OWN);
    }

    @Override
    public void process(Exchange exchange) {
        String presented = (String) exchange.removeProperty(OpenRequest.PRESENTED_KEY);
        Verdict verdict = judge.apply(presented);
        refusePages(exchange, verdict);
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

    private void refusePages(Exchange exchange, Verdict verdict) {
        String origin = Incoming.header(exchange, "Origin");
        if (origin == null || pages == Pages.ANY) {
            return;
        }
        boolean open =
                verdict.kind() == Verdict.Kind.ALLOWED && verdict.caller().keyName() == null;
        if (pages == Pages.NONE || !OwnPage.is(origin, Incoming.header(exchange, "Host"), open)) {
            throw new RequestRejected(ApiErrors.forbidden("this path takes no requests from web pages of other"
                    + " sites, which say so by an Origin header; send this one from a program, without that header"));
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
    public static Caller callerOf(Exchange exchange) {
        return exchange.getProperty(CALLER, Caller.ANYONE, Caller.class);
    }
}
