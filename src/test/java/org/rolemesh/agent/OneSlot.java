package org.rolemesh.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Rosters;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.config.Secret;
import org.rolemesh.nodes.Moment;
import org.rolemesh.process.Exit;
import org.rolemesh.process.ProcessMark;
import org.rolemesh.slots.Hands;
import org.rolemesh.slots.LastExit;
import org.rolemesh.slots.Launch;
import org.rolemesh.slots.RoleOffers;
import org.rolemesh.slots.ServerFacts;
import org.rolemesh.slots.ServerSpec;
import org.rolemesh.slots.Slot;
import org.rolemesh.slots.Supervisor;
import org.rolemesh.slots.Usage;

/**
 * The slot {@code s0}, which may have the roles {@code a} and {@code b}, as an agent knows it: supervisor and catalog,
 * without processes, on a clock that is set by hand.
 */
final class OneSlot implements Hands, Usage {
    static final String NAME = "s0";

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final NodeAgentConfig config = config();
    final Supervisor supervisor = new Supervisor(config, this, this, this::now, () -> 0.5);
    final Catalog catalog = new Catalog(Rosters.of("""
            default_model: a
            models: {a: {type: discovered}, b: {type: discovered}}
            """), new Thresholds(1, 1), this::now);
    int inFlight;
    private long seconds;
    private int launches;

    OneSlot() {
        SlotCatalog shown = new SlotCatalog(catalog, new RoleOffers(config), this::now);
        shown.show(supervisor.board());
        supervisor.onChange((before, after) -> shown.show(after));
        supervisor.begin();
    }

    /** One whose role {@code a} is ready. */
    static OneSlot ready() {
        OneSlot slot = new OneSlot();
        slot.load("a");
        return slot;
    }

    Moment now() {
        return new Moment(seconds * 1_000_000_000L, START.plusSeconds(seconds));
    }

    Instant instant(long second) {
        return START.plusSeconds(second);
    }

    void after(long more) {
        seconds += more;
        supervisor.tick();
    }

    void load(String role) {
        supervisor.load(role);
        comesUp();
    }

    /** The launch that was ordered succeeds, on another port and with another key than the one before. */
    void comesUp() {
        launches++;
        Launch launch = new Launch(
                slot().run().id(),
                NAME,
                slot().role(),
                new ServerSpec("llama-server", "models", "m.gguf", "cpu", OptionalInt.empty(), 1, List.of()),
                8100 + launches,
                new Secret("test-launch-key-" + launches),
                Path.of("key"),
                List.of("llama-server"));
        supervisor.launched(launch, new ProcessMark(launches, "test"));
        supervisor.ready(launch.id(), new ServerFacts(OptionalInt.empty(), OptionalInt.empty()));
    }

    void ended() {
        supervisor.ended(slot().run().id(), new LastExit(Exit.unknown(now().wall()), List.of()));
    }

    Slot slot() {
        return supervisor.board().slot(NAME);
    }

    Launch launch() {
        return slot().run().launch();
    }

    Upstream upstream(String role) {
        return catalog.snapshot().alias(role).orElseThrow().upstreams().get(0);
    }

    @Override
    public void launch(String slot, String role, String launchId) {}

    @Override
    public void end(String slot, String launchId) {}

    @Override
    public int inFlight(String role, String slot) {
        return Optional.ofNullable(slot().role()).filter(role::equals).isPresent() ? inFlight : 0;
    }

    @Override
    public int waiting(String role) {
        return 0;
    }

    private static NodeAgentConfig config() {
        try {
            return new NodeAgentConfigLoader(Map.of()).parse("test.yaml", """
                    version: 1
                    node_id: test-host
                    slots: {s0: {device: cpu}}
                    roles:
                      a: {model: a.gguf, slots: [s0]}
                      b: {model: b.gguf, slots: [s0]}
                    """);
        } catch (ConfigInvalid e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
