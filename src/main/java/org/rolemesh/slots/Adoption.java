package org.rolemesh.slots;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;

/**
 * What becomes of the processes that an earlier agent has left behind. Pure.
 *
 * @param kept those that the config still wants as they are
 * @param unwanted those that run, and are to be ended
 */
public record Adoption(List<LaunchBook.Entry> kept, List<LaunchBook.Entry> unwanted) {
    /** Those that have ended meanwhile are neither. */
    public static Adoption of(LaunchBook book, NodeAgentConfig config) {
        List<LaunchBook.Entry> kept = new ArrayList<>();
        List<LaunchBook.Entry> unwanted = new ArrayList<>();
        Hindrances hindrances = new Hindrances(config);
        Set<String> slots = new HashSet<>();
        for (LaunchBook.Entry entry : book.entries().values()) {
            if (entry.process().isAlive()) {
                boolean keep = isWanted(entry.launch(), config)
                        && hindrances.mayKeep(
                                entry.launch().role(), entry.launch().slot())
                        && slots.add(entry.launch().slot());
                (keep ? kept : unwanted).add(entry);
            }
        }
        return new Adoption(List.copyOf(kept), List.copyOf(unwanted));
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
