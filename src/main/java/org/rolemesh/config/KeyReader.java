package org.rolemesh.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the lists of keys: texts, or mappings with the key, its variable or its hash. */
final class KeyReader {
    private final EnvKey env;

    KeyReader(EnvKey env) {
        this.env = env;
    }

    AuthConfig read(Section auth) {
        List<KeyConfig> client = keys(auth, "client_api_keys", "client");
        List<KeyConfig> node = keys(auth, "node_api_keys", "node");
        List<KeyConfig> admin = keys(auth, "admin_api_keys", "admin");
        return auth.build(() -> new AuthConfig(client, node, admin)).orElse(AuthConfig.OPEN);
    }

    /**
     * @param list the name of the list
     * @param kind what keys without a name are called by, with their place in the list
     */
    List<KeyConfig> keys(Section auth, String list, String kind) {
        List<KeyConfig> keys = new ArrayList<>();
        Map<Object, Section> seen = new HashMap<>();
        int position = 0;
        for (Section entry : auth.items(list)) {
            position++;
            String unnamed = kind + "-" + position;
            Optional<KeyConfig> key = entry.isFaulty() ? Optional.empty() : key(entry, unnamed);
            key.ifPresent(read -> {
                refuseTwice("name", seen.put(read.name(), entry), entry);
                refuseTwice("key", seen.put(read.sha256(), entry), entry);
                keys.add(read);
            });
        }
        return keys;
    }

    private Optional<KeyConfig> key(Section entry, String unnamed) {
        if (entry.text() != null) {
            return hash(entry, entry.text())
                    .flatMap(hash -> entry.build(() -> new KeyConfig(unnamed, hash, List.of(), null)));
        }
        String name = Optional.ofNullable(entry.text("name")).orElse(unnamed);
        return secret(entry)
                .flatMap(hash ->
                        entry.build(() -> new KeyConfig(name, hash, entry.texts("roles"), entry.text("node_id"))));
    }

    private Optional<SecretHash> secret(Section entry) {
        if (entry.has("key")) {
            return hash(entry.section("key"), entry.text("key"));
        }
        if (entry.has("key_env")) {
            Section name = entry.section("key_env");
            return env.read(name).flatMap(key -> hash(name, key));
        }
        return entry.section("key_sha256").build(() -> SecretHash.ofHex(entry.text("key_sha256")));
    }

    /** HTTP drops space around a header's value and allows no control characters in it: such a key could never match. */
    private static Optional<SecretHash> hash(Section place, String key) {
        if (!key.equals(key.strip()) || key.chars().anyMatch(Character::isISOControl)) {
            place.fault("has a space or line end at its start or end, or a control character in it; remove it");
            return Optional.empty();
        }
        return Optional.of(SecretHash.of(key));
    }

    private static void refuseTwice(String what, Section first, Section second) {
        if (first != null) {
            second.fault("has the same " + what + " as the entry on line " + first.line() + "; remove one of the two");
        }
    }
}
