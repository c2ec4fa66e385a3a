package org.rolemesh.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.ConfigLoader;

class KeyRingTest {
    @ParameterizedTest
    @EnumSource
    void without_keys_every_door_is_open(KeyKind kind) throws ConfigInvalid {
        Caller administrator = new Caller(null, RoleGlobs.ALL, null, true);

        assertThat(ring("{}").judge(kind, null))
                .isEqualTo(Verdict.allowed(kind == KeyKind.ADMIN ? administrator : Caller.ANYONE));
    }

    @Test
    void only_an_admin_key_administers() throws ConfigInvalid {
        KeyRing ring = ring("{client_api_keys: [test-client-key], admin_api_keys: [test-admin-key]}");

        assertThat(ring.judge(KeyKind.ADMIN, "test-admin-key").caller().administers())
                .isTrue();
        assertThat(ring.judge(KeyKind.CLIENT, "test-client-key").caller().administers())
                .isFalse();
    }

    @Test
    void a_known_key_is_let_in_by_its_name() throws ConfigInvalid {
        KeyRing ring = ring("{client_api_keys: [{name: laptop, key: test-client-key}, test-other-key]}");

        assertThat(ring.judge(KeyKind.CLIENT, "test-client-key").caller().keyName())
                .isEqualTo("laptop");
        assertThat(ring.judge(KeyKind.CLIENT, "test-other-key").kind()).isEqualTo(Verdict.Kind.ALLOWED);
    }

    @Test
    void no_key_and_a_wrong_key_get_the_same_answer() throws ConfigInvalid {
        KeyRing ring = ring("{client_api_keys: [test-client-key]}");

        assertThat(ring.judge(KeyKind.CLIENT, null)).isEqualTo(Verdict.unauthorized());
        assertThat(ring.judge(KeyKind.CLIENT, "test-client-keY")).isEqualTo(Verdict.unauthorized());
        assertThat(ring.judge(KeyKind.CLIENT, "")).isEqualTo(Verdict.unauthorized());
    }

    @Test
    void a_key_of_one_kind_opens_no_door_of_another() throws ConfigInvalid {
        KeyRing ring = ring("{client_api_keys: [test-client-key], admin_api_keys: [test-admin-key]}");

        assertThat(ring.judge(KeyKind.ADMIN, "test-client-key").kind()).isEqualTo(Verdict.Kind.UNAUTHORIZED);
        assertThat(ring.judge(KeyKind.CLIENT, "test-admin-key").kind()).isEqualTo(Verdict.Kind.UNAUTHORIZED);
    }

    @Test
    void where_only_other_kinds_are_configured_the_answer_says_what_to_configure() throws ConfigInvalid {
        Verdict verdict = ring("{client_api_keys: [test-client-key]}").judge(KeyKind.NODE, "test-client-key");

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.FORBIDDEN);
        assertThat(verdict.remedy()).contains("auth.node_api_keys");
    }

    @Test
    void a_hashed_key_lets_in_the_key_that_it_was_made_of() throws ConfigInvalid {
        String sha256OfTestKey = "62af8704764faf8ea82fc61ce9c4c3908b6cb97d463a634e9e587d7c885db0ef";
        KeyRing ring = ring("{client_api_keys: [{key_sha256: %s}]}".formatted(sha256OfTestKey));

        assertThat(ring.judge(KeyKind.CLIENT, "test-key").kind()).isEqualTo(Verdict.Kind.ALLOWED);
        assertThat(ring.judge(KeyKind.CLIENT, sha256OfTestKey).kind()).isEqualTo(Verdict.Kind.UNAUTHORIZED);
    }

    @ParameterizedTest
    @CsvSource({
        "planner, planner, true",
        "planner, planner2, false",
        "code*, coder, true",
        "code*, code, true",
        "code*, decoder, false",
        "*er, writer, true",
        "a.c, abc, false",
        "*, anything, true"
    })
    void a_star_stands_for_any_characters_and_nothing_else_does(String glob, String role, boolean allowed) {
        assertThat(new RoleGlobs(List.of(glob)).allow(role)).isEqualTo(allowed);
    }

    private static KeyRing ring(String auth) throws ConfigInvalid {
        return new KeyRing(new ConfigLoader(Map.of())
                .parse("test.yaml", "version: 1\nauth: " + auth + "\n")
                .auth());
    }
}
