package org.rolemesh.auth;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.SecretHash;

class HashedKeysTest {
    private static final String KEY = "test-client-key-of-its-own";

    @Test
    void A2_no_config_and_no_key_ring_holds_a_key() throws Exception {
        GatewayConfig config = new ConfigLoader(Map.of("TEST_ENV_KEY", KEY)).parse("test.yaml", """
                version: 1
                auth:
                  client_api_keys: [%1$s-1, {name: laptop, key: %1$s-2, roles: ["code*"]}, {name: e, key_env: TEST_ENV_KEY}]
                  node_api_keys: [{key: %1$s-3, node_id: box}]
                  admin_api_keys: [%1$s-4]
                """.formatted(KEY));

        assertThat(holdsKey(config.auth())).isFalse();
        assertThat(holdsKey(new KeyRing(config.auth()))).isFalse();
        assertThat(holdsKey(KEY)).as("what this looks for").isTrue();
        assertThat(holdsKey(List.of(Map.entry("x", KEY.getBytes(StandardCharsets.UTF_8)))))
                .isTrue();
    }

    @Test
    void A2_hashes_are_compared_in_constant_time() {
        JavaClasses product = new ClassFileImporter().importPackages("org.rolemesh.config", "org.rolemesh.auth");

        methods()
                .that()
                .areDeclaredIn(SecretHash.class)
                .and()
                .haveName("equals")
                .should(callIsEqual())
                .check(product);
        noClasses()
                .that()
                .resideInAPackage("org.rolemesh.auth")
                .should()
                .callMethod(SecretHash.class, "bytes")
                .check(product);
    }

    private static ArchCondition<JavaMethod> callIsEqual() {
        return ArchCondition.from(
                describe("call MessageDigest.isEqual", method -> method.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(MessageDigest.class)
                                && call.getName().equals("isEqual"))));
    }

    /** Looks at all that our own classes and the JDK's collections refer to. */
    private static boolean holdsKey(Object object) throws IllegalAccessException {
        if (object instanceof String text) {
            return text.contains(KEY);
        }
        if (object instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1).contains(KEY);
        }
        if (object instanceof Collection<?> many) {
            return anyHoldsKey(many);
        }
        if (object instanceof Map.Entry<?, ?> entry) {
            return holdsKey(entry.getKey()) || holdsKey(entry.getValue());
        }
        return object != null && object.getClass().getName().startsWith("org.rolemesh.") && fieldsHoldKey(object);
    }

    private static boolean anyHoldsKey(Collection<?> many) throws IllegalAccessException {
        for (Object each : many) {
            if (holdsKey(each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fieldsHoldKey(Object object) throws IllegalAccessException {
        Field[] fields = Arrays.stream(object.getClass().getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toArray(Field[]::new);
        AccessibleObject.setAccessible(fields, true);
        for (Field field : fields) {
            if (holdsKey(field.get(object))) {
                return true;
            }
        }
        return false;
    }
}
