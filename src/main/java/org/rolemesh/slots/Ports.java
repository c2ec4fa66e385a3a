package org.rolemesh.slots;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rolemesh.config.PortRange;

/**
 * The ports of the llama-servers. Each is asked for in turn, so that one on which a launch has failed is not the next that
 * is tried. Thread safe.
 */
final class Ports {
    private final PortRange range;
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();
    private int next;

    Ports(PortRange range) {
        this.range = range;
        this.next = range.first();
    }

    /** Takes one that nobody listens on. */
    synchronized int take() throws LaunchRefused {
        for (int tried = 0; tried < range.size(); tried++) {
            int port = next;
            next = port == range.last() ? range.first() : port + 1;
            if (!taken.contains(port) && isFree(port)) {
                taken.add(port);
                return port;
            }
        }
        throw new LaunchRefused("every port of llama_server.port_range (" + range + ") is in use; widen it");
    }

    /** A process of an earlier agent has it. */
    void keep(int port) {
        taken.add(port);
    }

    void giveBack(int port) {
        taken.remove(port);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
