package org.rolemesh.slots;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;

/** Which of the processes that an earlier agent has left behind go on. Pure, but for asking whether they run. */
public final class Adoption {
    private Adoption() {}

    /** Those that run and that the config still wants as they are, one for a slot. */
    public static List<LaunchBook.Entry> kept(LaunchBook book, NodeAgentConfig config) {
        List<LaunchBook.Entry> kept = new ArrayList<>();
        Hindrances hindrances = new Hindrances(config);
        Set<String> slots = new HashSet<>();
        for (LaunchBook.Entry entry : book.entries().values()) {
            Launch launch = entry.launch();
            if (entry.process().isAlive()
                    && isWanted(launch, config)
                    && hindrances.mayKeep(launch.role(), launch.slot())
                    && slots.add(launch.slot())) {
                kept.add(entry);
            }
        }
        return kept;
    }

    private static boolean isWanted(Launch launch, NodeAgentConfig config) {
        RoleConfig role = config.roles().get(launch.role());
        return role != null
                && config.slots().containsKey(launch.slot())
                && role.slots().contains(launch.slot())
                && config.llamaServer().ports().contains(launch.port())
                && launch.spec().equals(ServerSpec.of(config, role, launch.slot()));
    }
}
