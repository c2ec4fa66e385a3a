package org.rolemesh.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.slots.Launch;
import org.rolemesh.slots.Launches;
import org.rolemesh.slots.Phase;
import org.rolemesh.slots.ServerFacts;
import org.rolemesh.slots.Slot;
import org.rolemesh.slots.Supervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that find out whether a process has loaded its model. That something answers on its port is not enough: it
 * must refuse whoever has no key, and answer to the key of the launch. llama-server has {@code /health} without a key and
 * {@code /props} with one.
 */
public final class ReadinessSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ReadinessSteps.class);
    private static final String LAUNCH = "RoleMeshLaunch";
    private static final int OK = 200;
    private static final int LAST_LINES = 5;
    private static final List<Integer> REFUSED = List.of(401, 403);

    private final Supervisor supervisor;
    private final Launches launches;
    private final SlotLogs logs;

    public ReadinessSteps(Supervisor supervisor, Launches launches, SlotLogs logs) {
        this.supervisor = supervisor;
        this.launches = launches;
        this.logs = logs;
    }

    /** The steps by the names that the route has for them. */
    public Map<String, Processor> byName() {
        return Map.of(
                "aimAtSlotHealth", aimAtSlotHealth(),
                "noteSlotHealth", noteSlotHealth(),
                "aimWithoutKey", aimWithoutKey(),
                "noteStranger", noteStranger(),
                "aimAtProps", aimAtProps(),
                "noteReady", noteReady(),
                "noteNotYet", noteNotYet());
    }

    /** Sets the variable {@code loading}. */
    private Processor aimAtSlotHealth() {
        return exchange -> {
            Slot slot = supervisor.board().slot(exchange.getVariable("slot", String.class));
            boolean loading = slot.phase() == Phase.LOADING;
            exchange.setVariable("loading", loading);
            if (loading) {
                exchange.setProperty(LAUNCH, slot.run().launch());
                SlotRequest.aimWithoutKey(exchange, slot.run().launch(), "/health");
            }
        };
    }

    /** Sets the variable {@code well}. */
    private Processor noteSlotHealth() {
        return exchange -> {
            boolean well = SlotRequest.status(exchange) == OK;
            exchange.setVariable("well", well);
            if (!well) {
                Launch launch = launchOf(exchange);
                LoadProgress.in(logs.of(launch.slot()).lastLines(LAST_LINES))
                        .ifPresent(share -> supervisor.progressed(launch.id(), share));
            }
        };
    }

    private static Processor aimWithoutKey() {
        return exchange -> SlotRequest.aimWithoutKey(exchange, launchOf(exchange), "/props");
    }

    /** Sets the variable {@code ours}: a server that lets anyone in is not the one that was launched. */
    private Processor noteStranger() {
        return exchange -> {
            boolean ours = REFUSED.contains(SlotRequest.status(exchange));
            exchange.setVariable("ours", ours);
            if (!ours) {
                condemn(launchOf(exchange));
            }
        };
    }

    private static Processor aimAtProps() {
        return exchange -> SlotRequest.aim(exchange, launchOf(exchange), "/props");
    }

    private Processor noteReady() {
        return exchange -> {
            Launch launch = launchOf(exchange);
            if (SlotRequest.status(exchange) != OK) {
                condemn(launch);
                return;
            }
            JsonNode props = SlotRequest.json(exchange);
            launches.keyWasRead(launch);
            LOG.info("server ready slot={} role={} port={}", launch.slot(), launch.role(), launch.port());
            supervisor.ready(
                    launch.id(),
                    new ServerFacts(
                            positive(props.path("default_generation_settings").path("n_ctx")),
                            positive(props.path("total_slots"))));
        };
    }

    /** Nobody listens yet: the supervisor knows how long that may last. */
    private static Processor noteNotYet() {
        return exchange -> LOG.debug("no answer yet slot={}", exchange.getVariable("slot", String.class));
    }

    private void condemn(Launch launch) {
        LOG.warn(
                "another program answers on the port of a server slot={} role={} port={}",
                launch.slot(),
                launch.role(),
                launch.port());
        supervisor.condemned(launch.id(), "another program answers on its port " + launch.port());
    }

    private static OptionalInt positive(JsonNode number) {
        return number.isInt() && number.intValue() > 0 ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    private static Launch launchOf(Exchange exchange) {
        return exchange.getProperty(LAUNCH, Launch.class);
    }
}
