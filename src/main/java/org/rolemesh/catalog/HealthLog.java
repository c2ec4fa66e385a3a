package org.rolemesh.catalog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each upstream whose health has changed. One on a node has a health only while a request has found its
 * model loading; what else becomes of nodes is logged by {@link org.rolemesh.nodes.NodeChanges}.
 */
final class HealthLog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    private HealthLog() {}

    static void write(Snapshot before, Snapshot after) {
        for (Alias alias : after.aliases()) {
            for (Upstream upstream : alias.upstreams()) {
                Health was = before.health(upstream.id());
                Health is = after.health(upstream.id());
                if (is != null && (was == null || was.state() != is.state())) {
                    write(upstream.id(), is);
                } else if (is == null && was != null) {
                    LOG.info("upstream has loaded its model upstream={}", upstream.id());
                }
            }
        }
    }

    private static void write(String id, Health now) {
        switch (now.state()) {
            case UP -> LOG.info("upstream is up upstream={}", id);
            case LOADING -> LOG.info("upstream is loading its model upstream={}", id);
            case DOWN -> LOG.warn("upstream is down upstream={} reason=\"{}\"", id, now.reason());
            case UNKNOWN -> LOG.debug("upstream has not been probed yet upstream={}", id);
        }
    }
}
