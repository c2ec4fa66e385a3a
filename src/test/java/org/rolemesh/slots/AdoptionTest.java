package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rolemesh.process.ProcessMark;

class AdoptionTest {
    private static final String ROLES = """
            a: {model: a.gguf, slots: [s0, s1], n_ctx: 2048, args: ["--threads", "2"]}
            b: {model: b.gguf, slots: [s1]}
            """;
    /** This very process is surely alive. */
    private static final ProcessMark ALIVE =
            ProcessMark.of(ProcessHandle.current().pid()).orElseThrow();

    private static final ProcessMark DEAD = new ProcessMark(ALIVE.pid(), "another start");

    private final Host before = new Host(Configs.of(2, ROLES));

    @Test
    void what_the_config_wants_as_it_is_goes_on() {
        assertThat(kept(ROLES, launched("a", "s0", ALIVE), launched("b", "s1", ALIVE)))
                .containsExactly("a", "b");
    }

    @Test
    void a_process_that_has_ended_is_not_kept() {
        assertThat(kept(ROLES, launched("a", "s0", DEAD))).isEmpty();
    }

    @Test
    void a_process_that_would_be_launched_otherwise_now_is_unwanted() {
        assertUnwanted(ROLES.replace("2048", "4096"));
        assertUnwanted(ROLES.replace("n_ctx: 2048, ", ""));
        assertUnwanted(ROLES.replace("a.gguf", "other.gguf"));
        assertUnwanted(ROLES.replace("\"2\"", "\"3\""));
        assertUnwanted(ROLES.replace("n_ctx", "parallel: 2, n_ctx"));
    }

    @Test
    void a_role_that_is_gone_or_may_not_have_the_slot_any_more_is_unwanted() {
        assertUnwanted("b: {model: b.gguf, slots: [s1]}\n");
        assertUnwanted(ROLES.replace("[s0, s1]", "[s1]"));
    }

    @Test
    void what_changes_nothing_for_a_process_leaves_it() {
        assertThat(kept(ROLES.replace("n_ctx", "ttl_s: 60, load_timeout_s: 9, n_ctx"), launched("a", "s0", ALIVE)))
                .containsExactly("a");
    }

    @Test
    void of_two_processes_of_one_slot_the_first_is_kept() {
        assertThat(kept(ROLES, launched("a", "s1", ALIVE), launched("b", "s1", ALIVE)))
                .containsExactly("a");
    }

    @Test
    void a_role_that_is_pinned_now_is_not_kept_in_the_only_slot_of_another() {
        String pinned = ROLES.replace("[s0, s1]", "[s0, s1], pin: true").replace("[s1]}", "[s1], preload: true}");

        assertThat(kept(pinned, launched("a", "s0", ALIVE))).containsExactly("a");
        assertThat(kept(pinned, launched("a", "s1", ALIVE))).isEmpty();
    }

    private void assertUnwanted(String roles) {
        assertThat(kept(roles, launched("a", "s0", ALIVE))).isEmpty();
    }

    private static List<String> kept(String roles, LaunchBook.Entry... entries) {
        return roles(Adoption.kept(book(entries), Configs.of(2, roles)));
    }

    private static List<String> roles(List<LaunchBook.Entry> entries) {
        return entries.stream().map(entry -> entry.launch().role()).toList();
    }

    private LaunchBook.Entry launched(String role, String slot, ProcessMark process) {
        return new LaunchBook.Entry(before.launchOf(role + "-1", slot, role), process);
    }

    private static LaunchBook book(LaunchBook.Entry... entries) {
        Map<String, LaunchBook.Entry> byId = new LinkedHashMap<>();
        for (LaunchBook.Entry entry : entries) {
            byId.put(entry.launch().id(), entry);
        }
        return new LaunchBook(byId);
    }
}
