package org.rolemesh.slots;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.Secret;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;
import org.rolemesh.process.Exit;
import org.rolemesh.process.ProcessMark;

/**
 * A supervisor without processes: its clock and its requests are set by hand, and what it wants done is written down. For
 * one thread.
 */
final class Host implements Hands, Usage {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PORT = 8100;

    /** Something that the supervisor wants done. */
    record Order(Kind kind, String slot, String role, String launchId) {
        enum Kind {
            LAUNCH,
            END
        }
    }

    final NodeAgentConfig config;
    final Supervisor supervisor;
    final List<Order> orders = new ArrayList<>();
    private final Map<String, Integer> waiting = new HashMap<>();
    private final Map<String, Integer> inFlight = new HashMap<>();
    private long nanos = -1_000_000_000L;
    private long pids = 100;

    Host(NodeAgentConfig config) {
        this.config = config;
        this.supervisor = new Supervisor(config, this, this, this::now, () -> 0.5);
    }

    /** One that has begun. */
    static Host of(int slots, String roles) {
        Host host = new Host(Configs.of(slots, roles));
        host.supervisor.begin();
        return host;
    }

    @Override
    public void launch(String slot, String role, String launchId) {
        orders.add(new Order(Order.Kind.LAUNCH, slot, role, launchId));
    }

    @Override
    public void end(String slot, String launchId) {
        orders.add(new Order(Order.Kind.END, slot, null, launchId));
    }

    @Override
    public int inFlight(String role, String slot) {
        return inFlight.getOrDefault(role + "@" + slot, 0);
    }

    @Override
    public int waiting(String role) {
        return waiting.getOrDefault(role, 0);
    }

    Moment now() {
        return new Moment(nanos, START.plusNanos(nanos));
    }

    /** Time passes, and the supervisor notices it. */
    void after(double seconds) {
        nanos += Math.round(seconds * 1e9);
        supervisor.tick();
    }

    /** As long as {@code seconds}, noticed four times in each. */
    void during(double seconds) {
        for (int quarter = 0; quarter < seconds * 4; quarter++) {
            after(0.25);
        }
    }

    /** So many requests wait for a role, having asked for it. */
    void wait(String role, int requests) {
        waiting.put(role, requests);
        for (int i = 0; i < requests; i++) {
            supervisor.asked(role);
        }
    }

    /** Sets what is in flight without a word to the supervisor. */
    void inFlight(String role, String slot, int requests) {
        inFlight.put(role + "@" + slot, requests);
    }

    /** The last request of a slot has left it. */
    void leave(String role, String slot) {
        inFlight(role, slot, 0);
        supervisor.idle(slot);
    }

    Slot slot(String name) {
        return supervisor.board().slot(name);
    }

    /** As {@code s0: ready a}. */
    List<String> phases() {
        return supervisor.board().all().stream()
                .map(slot -> slot.name() + ": " + slot.phase().word() + (slot.role() == null ? "" : " " + slot.role()))
                .toList();
    }

    Offer offer(String role) {
        return new RoleOffers(config)
                .of(supervisor.board()).stream()
                        .filter(offer -> offer.role().equals(role))
                        .findFirst()
                        .orElseThrow();
    }

    OfferState state(String role) {
        return offer(role).state();
    }

    long launches() {
        return orders.stream()
                .filter(order -> order.kind() == Order.Kind.LAUNCH)
                .count();
    }

    List<Order> ends() {
        return orders.stream().filter(order -> order.kind() == Order.Kind.END).toList();
    }

    String launchId(String slot) {
        return slot(slot).run().id();
    }

    Launch launchOf(String id, String slot, String role) {
        return new Launch(
                id,
                slot,
                role,
                ServerSpec.of(config, config.roles().get(role), slot),
                PORT,
                new Secret("test-launch-key"),
                config.modelsDir().resolve(id),
                List.of("llama-server"));
    }

    ProcessMark newProcess() {
        return new ProcessMark(++pids, "test:" + pids);
    }

    /** The process of a slot starts. */
    void launched(String slot) {
        supervisor.launched(launchOf(launchId(slot), slot, slot(slot).role()), newProcess());
    }

    void ready(String slot) {
        supervisor.ready(launchId(slot), new ServerFacts(OptionalInt.of(4096), OptionalInt.of(1)));
    }

    /** From a launch on, until it answers; whoever waits for it is served. */
    void comesUp(String slot) {
        launched(slot);
        waiting.remove(slot(slot).role());
        ready(slot);
    }

    void ended(String slot) {
        ended(launchId(slot), 1);
    }

    void ended(String launchId, int code) {
        supervisor.ended(launchId, new LastExit(exit(code), List.of("last words")));
    }

    /** Asks for a role that gets a slot at once, and brings it up. */
    void load(String role, String slot) {
        supervisor.load(role);
        comesUp(slot);
    }

    private Exit exit(int code) {
        return new Exit(OptionalInt.of(code), java.util.Optional.empty(), now().wall());
    }
}
