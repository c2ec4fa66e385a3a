package org.rolemesh.nodes;

import java.util.List;
import org.rolemesh.config.Cidr;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/**
 * Where nodes may live: anywhere that an {@link UpstreamUrl} can point to, and, where networks are given, in these only.
 * A name could point elsewhere tomorrow, so with networks given a node has to say its address. Nothing is contacted.
 */
public final class NodeAddresses {
    private final List<Cidr> allowed;

    /** An empty list allows every address. */
    public NodeAddresses(List<Cidr> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Reads a node's base URL, or throws {@link RequestRejected} with what is wrong with it. */
    UpstreamUrl read(String baseUrl) {
        UpstreamUrl url = parse(baseUrl);
        if (!allowed.isEmpty() && !isAllowed(url)) {
            throw refused("nodes.allowed_cidrs of the gateway allows IP addresses of certain networks only; register"
                    + " with the address of this host in one of them, not with a name");
        }
        return url;
    }

    private static UpstreamUrl parse(String baseUrl) {
        try {
            return UpstreamUrl.parse(baseUrl);
        } catch (IllegalArgumentException e) {
            throw refused(
                    baseUrl.contains("@")
                            ? "it must hold no credentials; the key that nodes are shown is named by"
                                    + " nodes.upstream_key_env of the gateway"
                            : e.getMessage());
        }
    }

    private boolean isAllowed(UpstreamUrl url) {
        return url.address()
                .filter(address -> allowed.stream().anyMatch(network -> network.contains(address)))
                .isPresent();
    }

    private static RequestRejected refused(String why) {
        return new RequestRejected(ApiErrors.baseUrlNotAllowed(why + "."));
    }
}
