package org.rolemesh.runtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.NodesJson;
import org.rolemesh.state.StateFile;
import org.rolemesh.state.StateFolder;
import org.rolemesh.state.StateLocked;
import org.rolemesh.state.StateUnusable;
import org.rolemesh.state.StateWriter;

/** The nodes that a gateway remembers over a restart, in its state folder, which it has to itself until it closes. */
final class KeptNodes implements AutoCloseable {
    private static final int VERSION = 1;
    private static final String NODES = "nodes";

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

    /** The nodes of the last run, unconfirmed, as far as they are still allowed where they are. Comes before changes. */
    List<Node> load(NodeAddresses addresses) throws StateUnusable {
        return file.load()
                .map(state -> NodesJson.read(state.path(NODES), addresses, Moment.now()))
                .orElse(List.of());
    }

    /** Makes the catalog remember the nodes of the last run, and keeps those that it has from now on. */
    void restoreInto(Catalog catalog, NodeAddresses addresses) throws StateUnusable {
        List<Node> remembered = load(addresses);
        catalog.restore(known -> known.restored(remembered));
        Supplier<Nodes> current = () -> catalog.snapshot().nodes();
        catalog.onNodesChange((before, after) -> changed(before, after, current));
    }

    /**
     * The nodes have changed; written where that is in what is kept of them, which a mere heartbeat is not.
     *
     * @param current since two changes may be told the wrong way round
     */
    void changed(Nodes before, Nodes after, Supplier<Nodes> current) {
        after.forEachChangeSince(before, (was, is) -> {
            if (was == null || is == null || !areKeptAlike(was, is)) {
                writer.changed(() -> json(current.get()));
            }
        });
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

    private static ObjectNode json(Nodes nodes) {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.set(NODES, NodesJson.write(nodes));
        return state;
    }

    /** When a node was last seen, and what it says of its loading, are kept, but not worth a write. */
    private static boolean areKeptAlike(Node one, Node other) {
        return one.routesLike(other)
                && one.draining() == other.draining()
                && one.incarnation() == other.incarnation()
                && one.registered().equals(other.registered());
    }
}
