package org.rolemesh.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.slots.Launch;
import org.rolemesh.slots.Phase;
import org.rolemesh.slots.Slot;
import org.rolemesh.slots.Supervisor;
import org.rolemesh.slots.Usage;

/**
 * The steps that ask a process that has requests how it fares. llama-server tells it under {@code /metrics}, in
 * Prometheus text, and under {@code /slots}.
 */
public final class FigureSteps {
    private static final String LAUNCH = "RoleMeshLaunch";
    private static final int OK = 200;
    private static final Pattern DECODES = figure("n_decode_total");
    private static final Pattern PROCESSING = figure("requests_processing");
    private static final Pattern DEFERRED = figure("requests_deferred");

    private final Supervisor supervisor;
    private final Usage usage;
    private final Figures figures;
    private final HealthWatch watch;

    public FigureSteps(Supervisor supervisor, Usage usage, Figures figures, HealthWatch watch) {
        this.supervisor = supervisor;
        this.usage = usage;
        this.figures = figures;
        this.watch = watch;
    }

    /** The steps by the names that the route has for them. */
    public Map<String, Processor> byName() {
        return Map.of(
                "aimAtMetrics", aimAtMetrics(),
                "noteMetrics", noteMetrics(),
                "aimAtSlots", aimAtSlots(),
                "noteSlots", noteSlots(),
                "noteNoFigures", noteNoFigures());
    }

    /** Sets the variable {@code busy}: an idle process is left in peace. */
    private Processor aimAtMetrics() {
        return exchange -> {
            Slot slot = supervisor.board().slot(exchange.getVariable("slot", String.class));
            boolean busy = HealthWatch.isWatched(slot) && usage.inFlight(slot.role(), slot.name()) > 0;
            exchange.setVariable("busy", busy);
            if (busy) {
                exchange.setProperty(LAUNCH, slot.run().launch());
                SlotRequest.aim(exchange, slot.run().launch(), "/metrics");
            } else if (slot.phase() == Phase.READY) {
                figures.noteBusy(slot.name(), OptionalInt.of(0));
                figures.noteDeferred(slot.name(), OptionalInt.of(0));
                watch.looked(slot.run().launch(), false, OptionalLong.empty());
            } else {
                figures.forget(slot.name());
            }
        };
    }

    private Processor noteMetrics() {
        return exchange -> {
            Launch launch = launchOf(exchange);
            String text = SlotRequest.status(exchange) == OK ? SlotRequest.text(exchange) : "";
            OptionalInt processing = whole(PROCESSING, text);
            OptionalInt deferred = whole(DEFERRED, text);
            figures.noteBusy(launch.slot(), processing);
            figures.noteDeferred(launch.slot(), deferred);
            // Whoever only waits for a client to read has nothing to compute.
            boolean working = processing.orElse(1) > 0 || deferred.orElse(1) > 0;
            watch.looked(launch, working, value(DECODES, text));
        };
    }

    private static Processor aimAtSlots() {
        return exchange -> SlotRequest.aim(exchange, launchOf(exchange), "/slots");
    }

    private Processor noteSlots() {
        return exchange -> {
            JsonNode slots = SlotRequest.json(exchange);
            if (SlotRequest.status(exchange) == OK && slots.isArray()) {
                int processing = 0;
                for (JsonNode slot : slots) {
                    processing += slot.path("is_processing").asBoolean() ? 1 : 0;
                }
                figures.noteBusy(launchOf(exchange).slot(), OptionalInt.of(processing));
            }
        };
    }

    /** It may be too busy to tell; for how long is what counts. */
    private Processor noteNoFigures() {
        return exchange -> watch.looked(launchOf(exchange), true, OptionalLong.empty());
    }

    private static Pattern figure(String name) {
        return Pattern.compile("^llamacpp:" + name + " (\\d{1,18})", Pattern.MULTILINE);
    }

    private static OptionalLong value(Pattern figure, String text) {
        Matcher found = figure.matcher(text);
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    private static OptionalInt whole(Pattern figure, String text) {
        OptionalLong value = value(figure, text);
        return value.isPresent()
                ? OptionalInt.of((int) Math.min(value.getAsLong(), Integer.MAX_VALUE))
                : OptionalInt.empty();
    }

    private static Launch launchOf(Exchange exchange) {
        return exchange.getProperty(LAUNCH, Launch.class);
    }
}
