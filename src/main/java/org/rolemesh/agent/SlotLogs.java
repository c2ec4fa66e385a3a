package org.rolemesh.agent;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rolemesh.process.ServerLog;

/** The logs of the slots' processes, one file for each slot whatever runs in it. Thread safe. */
public final class SlotLogs implements AutoCloseable {
    private final Path folder;
    private final Map<String, ServerLog> logs;

    /** @param folder that of the agent's state */
    public SlotLogs(Path folder, Set<String> slots) {
        this.folder = folder.resolve("logs");
        Map<String, ServerLog> opened = new LinkedHashMap<>();
        slots.forEach(slot -> opened.put(slot, ServerLog.open(fileOf(slot))));
        this.logs = Collections.unmodifiableMap(opened);
    }

    Path fileOf(String slot) {
        return folder.resolve(slot + ".log");
    }

    public Optional<ServerLog> find(String slot) {
        return Optional.ofNullable(logs.get(slot));
    }

    ServerLog of(String slot) {
        return logs.get(slot);
    }

    @Override
    public void close() {
        logs.values().forEach(ServerLog::close);
    }
}
