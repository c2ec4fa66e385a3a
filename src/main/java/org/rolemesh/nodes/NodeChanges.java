package org.rolemesh.nodes;

import java.util.Iterator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line for each event that an operator would want to know of, from what differs between two moments. */
public final class NodeChanges {
    private static final Logger LOG = LoggerFactory.getLogger(NodeChanges.class);

    private NodeChanges() {}

    public static void log(Nodes before, Nodes after) {
        after.forEachChangeSince(before, (was, is) -> {
            if (was == null) {
                logArrival(is);
            } else if (is == null) {
                LOG.info("node removed node={}", was.id());
            } else {
                logChange(was, is);
            }
        });
    }

    private static void logArrival(Node node) {
        if (node.trust().kind() == Trust.Kind.RESTORED) {
            LOG.info("node remembered node={} url={} roles={}", node.id(), node.url(), roles(node));
        } else {
            logRegistration(node);
        }
    }

    private static void logChange(Node known, Node node) {
        boolean registered = !known.registered().equals(node.registered());
        if (registered) {
            logRegistration(node);
        } else if (!offersLike(known, node)) {
            LOG.info("node offers other roles node={} roles={}", node.id(), roles(node));
        }
        if (known.draining() != node.draining()) {
            LOG.info("{} node={}", node.draining() ? "node is draining" : "node is no longer draining", node.id());
        }
        if (!registered) {
            logContact(known, node);
            logTrust(known, node);
        }
    }

    private static void logRegistration(Node node) {
        LOG.info(
                "node registered node={} url={} incarnation={} roles={}",
                node.id(),
                node.url(),
                node.incarnation(),
                roles(node));
    }

    private static void logContact(Node known, Node node) {
        if (!known.contact().stale() && node.contact().stale()) {
            LOG.warn("node is stale node={} seen={}", node.id(), node.contact().seen());
        } else if (known.contact().stale() && !node.contact().stale()) {
            LOG.info("node is back node={}", node.id());
        }
    }

    private static void logTrust(Node known, Node node) {
        if (known.trust().kind() == node.trust().kind()) {
            return;
        }
        switch (node.trust().kind()) {
            case SUSPECT ->
                LOG.warn("node is suspect node={} url={} reason=\"{}\"", node.id(), node.url(), node.reason());
            case TRUSTED ->
                LOG.info(
                        "{} node={}",
                        known.trust().kind() == Trust.Kind.RESTORED ? "node is confirmed" : "node is trusted again",
                        node.id());
            case RESTORED -> throw new IllegalStateException("a node that is known is not restored");
        }
    }

    /** Whether the line of the one would be that of the other. */
    private static boolean offersLike(Node known, Node node) {
        Iterator<Offer> before = known.offers().values().iterator();
        for (Offer offer : node.offers().values()) {
            if (!before.hasNext() || !offer.isInStateOf(before.next())) {
                return false;
            }
        }
        return !before.hasNext();
    }

    private static String roles(Node node) {
        return node.offers().values().stream()
                .map(offer -> offer.role() + "=" + offer.state().word())
                .collect(Collectors.joining(",", "[", "]"));
    }
}
