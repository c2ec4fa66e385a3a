package org.rolemesh.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes a {@link NodeAgentConfig} of a file's content, and reports what spans several of its values. */
final class NodeAgentReader {
    private final EnvKey env;
    private final KeyReader keys;
    private final Supplier<String> hostName;

    /** @param hostName asked only where the file has no {@code node_id} */
    NodeAgentReader(Map<String, String> env, Supplier<String> hostName) {
        this.env = new EnvKey(env);
        this.keys = new KeyReader(this.env);
        this.hostName = hostName;
    }

    Optional<NodeAgentConfig> read(Section root) {
        String nodeId = nodeId(root);
        checkHost(root);
        AgentAddress address = address(root);
        TlsFiles tls = TlsReader.ofListener(root).read();
        List<GatewayLink> gateways = gateways(root);
        TlsFiles gatewayTls = gatewayTls(root).read();
        List<KeyConfig> apiKeys = keys.keys(root.section("auth"), "api_keys", "key");
        Path modelsDir = path(root.section("models_dir"));
        LlamaServerConfig server = server(root.section("llama_server"));
        Map<String, SlotConfig> slots = new SlotReader(root).read();
        Map<String, RoleConfig> roles = new RoleReader(root).read();
        checkPorts(root, server.ports());
        return root.build(() -> new NodeAgentConfig(
                1,
                nodeId,
                new HashSet<>(root.texts("labels")),
                address,
                tls,
                gateways,
                gatewayTls,
                root.seconds("heartbeat_s"),
                apiKeys,
                modelsDir,
                server,
                slots,
                roles));
    }

    /** Reports what is wrong with the files that a config names. */
    static void look(Section root) {
        TlsReader.ofListener(root).look();
        gatewayTls(root).look();
    }

    private static TlsReader gatewayTls(Section root) {
        return TlsReader.ofClient(root.section("gateway_tls"));
    }

    private String nodeId(Section root) {
        if (root.has("node_id") || root.mistypes("node_id")) {
            return root.text("node_id");
        }
        String name = HostName.asNodeId(hostName.get());
        if (name.isEmpty()) {
            root.fault(
                    "has no 'node_id', and this machine has no name to use; add it, for example 'node_id: gpu-box-1'");
        }
        return name;
    }

    private static AgentAddress address(Section root) {
        Section written = root.section("advertise_url");
        Optional<UpstreamUrl> advertised =
                Optional.ofNullable(written.text()).flatMap(url -> written.build(() -> UpstreamUrl.parse(url)));
        return root.build(() -> new AgentAddress(root.text("host"), port(root), advertised))
                .orElse(AgentAddress.DEFAULT);
    }

    private static int port(Section root) {
        return root.whole("port").orElse(AgentAddress.PORT);
    }

    private List<GatewayLink> gateways(Section root) {
        List<GatewayLink> gateways = new ArrayList<>();
        Map<UpstreamUrl, Section> seen = new HashMap<>();
        for (Section entry : root.items("gateways")) {
            Secret key = key(entry);
            Section written = entry.section("url");
            Optional.ofNullable(written.text())
                    .flatMap(url -> written.build(() -> UpstreamUrl.parse(url)))
                    .ifPresent(url -> {
                        Section first = seen.putIfAbsent(url, written);
                        if (first != null) {
                            written.fault("is the gateway of line " + first.line() + " again; remove one of the two");
                        }
                        gateways.add(new GatewayLink(url, key));
                    });
        }
        return gateways;
    }

    private Secret key(Section gateway) {
        if (gateway.isFaulty()) {
            return null;
        }
        boolean named = gateway.has("api_key_env");
        Section place = gateway.section(named ? "api_key_env" : "api_key");
        return (named ? env.read(place) : Optional.ofNullable(place.text()))
                .flatMap(key -> place.build(() -> new Secret(key)))
                .orElse(null);
    }

    private static LlamaServerConfig server(Section server) {
        Path program = path(server.section("path"));
        List<String> args = RoleReader.arguments(server);
        Section written = server.section("port_range");
        PortRange ports = Optional.ofNullable(written.text())
                .flatMap(text -> written.build(() -> PortRange.parse(text)))
                .orElse(null);
        return new LlamaServerConfig(program, args, ports, server.seconds("wedged_after_s"));
    }

    private static Path path(Section written) {
        return Optional.ofNullable(written.text())
                .flatMap(text -> written.build(() -> LocalPath.parse(text)))
                .orElse(null);
    }

    private static void checkHost(Section root) {
        Section host = root.section("host");
        Section auth = root.section("auth");
        if (host.text() == null || host.isFaulty()) {
            return;
        }
        boolean keyless = auth.items("api_keys").isEmpty() && !auth.isFaulty() && !root.mistypes("auth");
        if (keyless && !AgentAddress.isLoopback(host.text())) {
            host.fault("is open to the network; set auth.api_keys first, or listen on 127.0.0.1");
        }
        boolean advertised = root.has("advertise_url") || root.mistypes("advertise_url");
        if (!advertised && !AgentAddress.canBeCalled(host.text())) {
            host.fault("is no address that gateways can call; set advertise_url to one");
        }
    }

    private static void checkPorts(Section root, PortRange ports) {
        int port = port(root);
        Section range = root.section("llama_server").section("port_range");
        int slots = root.section("slots").entries().size();
        if (ports.size() < slots) {
            range.faultIfSound("has " + ports.size() + " ports for " + slots + " slots; give each slot one");
        }
        if (ports.contains(port)) {
            Section culprit = root.has("port") ? root.section("port") : range;
            culprit.faultIfSound("puts the agent itself, on port " + port
                    + ", among the ports of its servers; move one of port and llama_server.port_range");
        }
    }
}
