package org.rolemesh.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that {@code configs/node_agent.yaml} says, with defaults where it does not.
 *
 * @param version of the format, 1
 * @param nodeId what gateways call the node
 * @param labels by which topologies choose among nodes
 * @param tls what the agent listens with; none: in plain HTTP
 * @param gateways each of them gets every heartbeat
 * @param gatewayTls what it calls gateways with whose URL begins with https
 * @param heartbeat from one heartbeat to the next
 * @param apiKeys who may call the agent; empty: whoever can connect, which must be this machine alone
 * @param modelsDir the folder that every model file is in; relative to where the program runs, if at all
 * @param slots by name, in the order of the file
 * @param roles by name, in the order of the file
 */
public record NodeAgentConfig(
        int version,
        String nodeId,
        Set<String> labels,
        AgentAddress address,
        TlsFiles tls,
        List<GatewayLink> gateways,
        TlsFiles gatewayTls,
        Duration heartbeat,
        List<KeyConfig> apiKeys,
        Path modelsDir,
        LlamaServerConfig llamaServer,
        Map<String, SlotConfig> slots,
        Map<String, RoleConfig> roles) {
    public NodeAgentConfig {
        if (version != 1) {
            throw new IllegalArgumentException("version must be 1");
        }
        if (nodeId == null || !NameRule.NODE_ID.allows(nodeId)) {
            throw new IllegalArgumentException("node_id " + NameRule.NODE_ID.words());
        }
        for (String label : labels) {
            if (!NameRule.LABEL.allows(label)) {
                throw new IllegalArgumentException("labels: each " + NameRule.LABEL.words());
            }
        }
        labels = Set.copyOf(labels);
        address = address == null ? AgentAddress.DEFAULT : address;
        tls = tls == null ? TlsFiles.NONE : tls;
        gateways = eachOnce(gateways);
        gatewayTls = gatewayTls == null ? TlsFiles.NONE : gatewayTls;
        heartbeat = Require.positive("heartbeat_s", heartbeat, Duration.ofSeconds(10));
        apiKeys = Require.distinct("auth.api_keys", apiKeys);
        modelsDir = modelsDir == null ? Path.of("models") : modelsDir;
        llamaServer = llamaServer == null ? LlamaServerConfig.DEFAULT : llamaServer;
        slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
        refuseExposed(address, apiKeys);
        refuseClashingPorts(address, llamaServer.ports(), slots.size());
        refuseSharedCards(slots);
        refuseImpossibleRoles(roles, slots.keySet());
    }

    /** This config with another place to listen, under the same rules. */
    public NodeAgentConfig listeningOn(String host, int port) {
        AgentAddress elsewhere = new AgentAddress(host, port, address.advertised());
        return new NodeAgentConfig(
                version,
                nodeId,
                labels,
                elsewhere,
                tls,
                gateways,
                gatewayTls,
                heartbeat,
                apiKeys,
                modelsDir,
                llamaServer,
                slots,
                roles);
    }

    /** A slot for each role that counts on one of its own, no two the same. */
    public Map<String, String> homes() {
        SlotAssignment assignment = new SlotAssignment();
        roles.values().stream().filter(RoleConfig::needsOwnSlot).forEach(assignment::place);
        return assignment.slotsByRole();
    }

    private static List<GatewayLink> eachOnce(List<GatewayLink> gateways) {
        if (gateways.stream().map(GatewayLink::url).distinct().count() < gateways.size()) {
            throw new IllegalArgumentException("gateways must name each gateway only once");
        }
        return List.copyOf(gateways);
    }

    private static void refuseExposed(AgentAddress address, List<KeyConfig> apiKeys) {
        if (apiKeys.isEmpty() && !address.isLoopback()) {
            throw new IllegalArgumentException("host " + address.host()
                    + " is open to the network: set auth.api_keys first, or listen on 127.0.0.1");
        }
    }

    private static void refuseClashingPorts(AgentAddress address, PortRange ports, int slots) {
        if (ports.size() < slots) {
            throw new IllegalArgumentException("llama_server.port_range must have a port for each of the slots");
        }
        if (ports.contains(address.port())) {
            throw new IllegalArgumentException("port must lie outside llama_server.port_range");
        }
    }

    private static void refuseSharedCards(Map<String, SlotConfig> slots) {
        Set<Device> cards = new HashSet<>();
        slots.forEach((name, slot) -> {
            boolean first = !slot.device().isCard() || cards.add(slot.device());
            if (!slot.name().equals(name) || !first) {
                throw new IllegalArgumentException(
                        "slots." + name + " must have its own name and a GPU that no other has");
            }
        });
    }

    private static void refuseImpossibleRoles(Map<String, RoleConfig> roles, Set<String> slots) {
        SlotAssignment assignment = new SlotAssignment();
        roles.forEach((name, role) -> {
            if (!role.role().equals(name) || !slots.containsAll(role.slots())) {
                throw new IllegalArgumentException("roles." + name + " must have its own name and slots that exist");
            }
            if (role.needsOwnSlot() && !assignment.place(role)) {
                throw new IllegalArgumentException(
                        "roles." + name + " must have a slot that is free of other preloaded or pinned roles");
            }
        });
    }
}
