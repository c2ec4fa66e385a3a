package org.rolemesh.runtime;

import java.nio.file.Path;
import java.util.List;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.state.StateFile;
import org.rolemesh.state.StateFolder;
import org.rolemesh.state.StateLocked;
import org.rolemesh.state.StateUnusable;
import org.rolemesh.state.StateWriter;

/** The nodes that a gateway remembers over a restart, in its state folder, which it has to itself until it closes. */
final class KeptNodes implements AutoCloseable {
    private static final int VERSION = 1;

    private final StateFolder folder;
    private final StateFile file;
    private final StateWriter writer;

    private KeptNodes(StateFolder folder) {
        this.folder = folder;
        this.file = folder.file("nodes.json", VERSION);
        this.writer = new StateWriter(file);
    }

    static KeptNodes open(Path stateDir) throws StateLocked, StateUnusable {
        return new KeptNodes(StateFolder.open(stateDir, "gateway"));
    }

    /** Gives the catalog the nodes of the last run, and keeps those that it has from now on. */
    void keepThoseOf(Catalog catalog) throws StateUnusable {
        file.load();
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
