package org.rolemesh.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the roles of a node. */
final class RoleReader {
    private final Map<String, Section> entries;
    private final Set<String> slots;
    private final boolean slotsKnown;
    private final SlotAssignment owned = new SlotAssignment();

    RoleReader(Section root) {
        this.entries = root.section("roles").entries();
        this.slots = root.section("slots").entries().keySet();
        // A mistyped 'slots' is reported as an unknown key; to call every slot missing as well would confuse.
        this.slotsKnown = !root.mistypes("slots");
    }

    Map<String, RoleConfig> read() {
        Map<String, RoleConfig> roles = new LinkedHashMap<>();
        entries.forEach((name, entry) -> role(name, entry).ifPresent(role -> {
            if (role.needsOwnSlot() && !owned.place(role)) {
                entry.section("slots")
                        .fault("are all taken by other roles that are preloaded or pinned;"
                                + " add a slot, or remove preload and pin from one of them");
            }
            roles.put(name, role);
        }));
        return roles;
    }

    private Optional<RoleConfig> role(String name, Section role) {
        Section file = role.section("model");
        Optional<ModelFile> model =
                Optional.ofNullable(file.text()).flatMap(text -> file.build(() -> ModelFile.parse(text)));
        checkSlots(role);
        checkTtl(role);
        List<String> args = arguments(role);
        if (model.isEmpty() || role.isFaulty()) {
            return Optional.empty();
        }
        return role.build(() -> new RoleConfig(
                name,
                model.get(),
                role.texts("slots"),
                role.flag("preload", false),
                role.flag("pin", false),
                role.whole("n_ctx"),
                role.whole("parallel").orElse(RoleConfig.PARALLEL),
                ttl(role),
                role.seconds("load_timeout_s"),
                args));
    }

    private void checkSlots(Section role) {
        for (Section slot : role.items("slots")) {
            if (slotsKnown && slot.text() != null && !slots.contains(slot.text()) && !slot.isFaulty()) {
                String exist = slots.isEmpty() ? "there are none" : "there are " + String.join(", ", slots);
                slot.fault("names no slot under slots; " + exist + Suggestion.question(slot.text(), slots));
            }
        }
    }

    private static void checkTtl(Section role) {
        if (role.flag("pin", false) && ttl(role).isPresent()) {
            role.section("ttl_s").fault("unloads what pin keeps loaded; remove one of the two");
        }
    }

    private static Optional<Duration> ttl(Section role) {
        return Optional.ofNullable(role.seconds("ttl_s")).filter(time -> !time.isZero());
    }

    /** The arguments that may be given; the others are reported. */
    static List<String> arguments(Section owner) {
        List<String> allowed = new ArrayList<>();
        for (Section entry : owner.items("args")) {
            Optional.ofNullable(entry.text()).ifPresent(argument -> ServerArguments.refusal(argument)
                    .ifPresentOrElse(entry::faultIfSound, () -> allowed.add(argument)));
        }
        return allowed;
    }
}
