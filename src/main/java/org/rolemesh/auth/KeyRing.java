package org.rolemesh.auth;

import java.util.List;
import java.util.stream.Stream;
import org.rolemesh.config.AuthConfig;
import org.rolemesh.config.KeyConfig;
import org.rolemesh.config.SecretHash;

/**
 * The configured keys, as hashes. Immutable and thread safe.
 *
 * <p>Every known key of a kind is compared, each in constant time, so that neither the time nor the order of the config
 * tells anything about a key.
 */
public final class KeyRing {
    private final List<Entry> client;
    private final List<Entry> node;
    private final List<Entry> admin;

    public KeyRing(AuthConfig config) {
        client = entries(config.clientApiKeys(), false);
        node = entries(config.nodeApiKeys(), false);
        admin = entries(config.adminApiKeys(), true);
    }

    /** Judges {@code presented}, which is null where the request showed no key, for a door of {@code kind}. */
    public Verdict judge(KeyKind kind, String presented) {
        List<Entry> entries = entriesOf(kind);
        if (entries.isEmpty()) {
            return whereNoneIsConfigured(kind);
        }
        if (presented == null) {
            return Verdict.unauthorized();
        }
        Entry match = find(entries, SecretHash.of(presented));
        return match == null ? Verdict.unauthorized() : Verdict.allowed(match.caller);
    }

    /** Judges {@code presented} for a door that keys of every kind open. */
    public Verdict judgeOfAnyKind(String presented) {
        List<Entry> all = Stream.of(client, node, admin).flatMap(List::stream).toList();
        if (all.isEmpty()) {
            return Verdict.allowed(Caller.ANYONE);
        }
        Entry match = presented == null ? null : find(all, SecretHash.of(presented));
        return match == null ? Verdict.unauthorized() : Verdict.allowed(match.caller);
    }

    private Verdict whereNoneIsConfigured(KeyKind kind) {
        boolean open = kind == KeyKind.CLIENT || (client.isEmpty() && node.isEmpty() && admin.isEmpty());
        return open
                ? Verdict.allowed(kind == KeyKind.ADMIN ? Caller.ANY_ADMINISTRATOR : Caller.ANYONE)
                : Verdict.forbidden("no " + kind.configKey() + " are configured; add one under auth." + kind.configKey()
                        + " and send it as Authorization: Bearer or X-Api-Key");
    }

    private List<Entry> entriesOf(KeyKind kind) {
        return switch (kind) {
            case CLIENT -> client;
            case NODE -> node;
            case ADMIN -> admin;
        };
    }

    private static Entry find(List<Entry> entries, SecretHash hash) {
        Entry match = null;
        for (Entry entry : entries) {
            if (entry.hash.equals(hash)) {
                match = entry;
            }
        }
        return match;
    }

    private static List<Entry> entries(List<KeyConfig> keys, boolean administer) {
        return keys.stream()
                .map(key -> new Entry(
                        key.sha256(), new Caller(key.name(), new RoleGlobs(key.roles()), key.nodeId(), administer)))
                .toList();
    }

    private record Entry(SecretHash hash, Caller caller) {}
}
