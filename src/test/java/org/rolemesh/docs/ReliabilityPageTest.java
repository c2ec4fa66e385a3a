package org.rolemesh.docs;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The page of promises and the tests that hold them are about the same promises. */
class ReliabilityPageTest {
    private static final Page PAGE = Page.read("docs/RELIABILITY.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\| ([^|]+) \\| (.*) \\|$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String IDS = "(?:[A-Z]\\d+_)+";
    /** How many promises there are under each letter. */
    private static final Map<String, Integer> BOOK = new LinkedHashMap<>();

    static {
        BOOK.put("L", 11);
        BOOK.put("B", 12);
        BOOK.put("U", 15);
        BOOK.put("C", 6);
        BOOK.put("N", 8);
        BOOK.put("P", 10);
        BOOK.put("S", 5);
        BOOK.put("D", 4);
        BOOK.put("A", 5);
        BOOK.put("T", 6);
    }

    /** They start programs of their own, or several gateways in turn on one folder. */
    private static final Set<String> WITHOUT_INVARIANTS = Set.of(
            "e2e.HangUpTest",
            "e2e.NodeAgentLlamaTest",
            "e2e.NodeAgentRestartTest",
            "e2e.OpenAiSdkErrorsTest",
            "e2e.ProcessInvariantsTest",
            "e2e.ProgramEndTest",
            "e2e.ReloadUnderLoadTest",
            "e2e.StateFolderTest");

    private static JavaClasses tests;

    @BeforeAll
    static void readTests() {
        tests = new ClassFileImporter()
                .importUrl(ReliabilityPageTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation());
    }

    @Test
    void every_promise_has_a_row_and_there_are_no_others() {
        List<String> expected = new ArrayList<>();
        BOOK.forEach((letter, count) -> {
            for (int number = 1; number <= count; number++) {
                expected.add(letter + number);
            }
        });

        assertThat(rows().keySet()).containsExactlyElementsOf(expected);
    }

    @Test
    void every_row_names_the_tests_that_carry_its_id_and_no_others() {
        Map<String, Set<String>> carried = new LinkedHashMap<>();
        rows().keySet().forEach(id -> carried.put(id, new TreeSet<>()));
        tests.stream()
                .flatMap(each -> each.getMethods().stream())
                .filter(ReliabilityPageTest::isTest)
                .forEach(test -> ids(test.getName())
                        .forEach(id -> carried.computeIfAbsent(id, unknown -> new TreeSet<>())
                                .add(name(test.getOwner()) + "#" + test.getName())));

        assertThat(carried.values()).doesNotContain(Set.of());
        assertThat(rows()).isEqualTo(carried);
    }

    @Test
    void every_end_to_end_test_of_a_promise_is_held_to_the_invariants() {
        List<String> without = tests.stream()
                .filter(each -> each.getPackageName().equals("org.rolemesh.e2e")
                        && !each.getModifiers().contains(ABSTRACT))
                .filter(each -> each.getMethods().stream()
                        .anyMatch(method -> isTest(method)
                                && ids(method.getName()).findAny().isPresent()))
                .filter(each -> each.getFields().stream()
                        .noneMatch(field -> field.getRawType().getSimpleName().equals("Invariants")))
                .map(ReliabilityPageTest::name)
                .toList();

        assertThat(without).containsExactlyInAnyOrderElementsOf(WITHOUT_INVARIANTS);
    }

    /** They take minutes: fuzzers and soak are run by their own tests. */
    @Test
    void no_command_is_left_untested() {
        assertThat(PAGE.commands())
                .containsExactly(
                        "./mvnw -B test -Dtest='*FuzzTest' -Drolemesh.fuzz.seconds=60 -Drolemesh.fuzz.seed=1",
                        "src/bench/soak --seconds 60",
                        "src/bench/soak --page");
    }

    @Test
    void the_soak_says_what_it_takes() throws Exception {
        Shell.Result usage = new Shell(Map.of()).result("src/bench/soak", "--help");

        assertThat(usage.status()).isZero();
        assertThat(usage.output()).contains("--seconds N", "--seed N", "--page");
    }

    /** The tests of each promise, as the page names them. */
    private static Map<String, Set<String>> rows() {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        ROW.matcher(PAGE.text()).results().forEach(row -> {
            Set<String> named = new TreeSet<>();
            CODE.matcher(row.group(3)).results().forEach(code -> named.add(code.group(1)));
            assertThat(rows.put(row.group(1), named))
                    .as(row.group(1) + " twice")
                    .isNull();
        });
        return rows;
    }

    private static Stream<String> ids(String method) {
        return Pattern.compile("^" + IDS)
                .matcher(method)
                .results()
                .flatMap(ids -> Stream.of(ids.group().split("_")));
    }

    private static boolean isTest(JavaMethod method) {
        return method.isAnnotatedWith(Test.class)
                || method.isAnnotatedWith(ParameterizedTest.class)
                || method.isAnnotatedWith(Property.class);
    }

    private static String name(JavaClass owner) {
        return owner.getName().substring("org.rolemesh.".length());
    }
}
