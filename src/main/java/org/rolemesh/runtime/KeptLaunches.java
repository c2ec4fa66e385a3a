package org.rolemesh.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.rolemesh.slots.Board;
import org.rolemesh.slots.LaunchBook;
import org.rolemesh.state.StateFile;
import org.rolemesh.state.StateFolder;
import org.rolemesh.state.StateLocked;
import org.rolemesh.state.StateUnusable;
import org.rolemesh.state.StateWriter;

/** The processes that an agent has launched, in its state folder, which it has to itself until it closes. */
final class KeptLaunches implements AutoCloseable {
    private static final int VERSION = 1;

    private final StateFolder folder;
    private final StateFile file;
    private final StateWriter writer;

    private KeptLaunches(StateFolder folder) {
        this.folder = folder;
        this.file = folder.file("agent.json", VERSION);
        this.writer = new StateWriter(file);
    }

    static KeptLaunches open(Path stateDir) throws StateLocked, StateUnusable {
        return new KeptLaunches(StateFolder.open(stateDir, "node-agent"));
    }

    /** Those of the last run; comes before changes. */
    LaunchBook load() throws StateUnusable {
        return file.load().map(LaunchBook::read).orElse(LaunchBook.EMPTY);
    }

    /** The board has changed; written where that is in what is kept of it. */
    void changed(Board before, Board after, Supplier<Board> current) {
        if (!LaunchBook.of(before).equals(LaunchBook.of(after))) {
            writer.changed(() -> LaunchBook.of(current.get()).write());
        }
    }

    /** What is wrong with keeping them. */
    List<String> faults() {
        return writer.faults();
    }

    /** Writes what is pending. */
    @Override
    public void close() {
        writer.close();
        folder.close();
    }
}
