package org.rolemesh.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.rolemesh.gpu.GpuJson;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferJson;
import org.rolemesh.slots.Board;
import org.rolemesh.slots.LastExit;
import org.rolemesh.slots.RoleOffers;
import org.rolemesh.slots.Run;
import org.rolemesh.slots.Slot;

/** Cards, slots, processes and roles of a host in JSON, for its operator and for gateways. */
public final class SlotsJson {
    private final RoleOffers offers;
    private final Gpus gpus;
    private final Figures figures;

    public SlotsJson(RoleOffers offers, Gpus gpus, Figures figures) {
        this.offers = offers;
        this.gpus = gpus;
        this.figures = figures;
    }

    /** All there is to tell. */
    ObjectNode whole(String nodeId, Board board) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("node_id", nodeId);
        json.setAll(hardware(board));
        ArrayNode roles = json.putArray("roles");
        offers.of(board).forEach(offer -> roles.add(OfferJson.write(offer)));
        return json;
    }

    /** Cards and slots. */
    public ObjectNode hardware(Board board) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.setAll(GpuJson.write(gpus.current()));
        ArrayNode slots = json.putArray("slots");
        board.all().forEach(slot -> slots.add(slot(slot)));
        return json;
    }

    private ObjectNode slot(Slot slot) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", slot.name())
                .put("device", slot.config().device().toString())
                .put("state", slot.phase().word())
                .put("since", time(slot.since().wall()))
                .put("restarts", slot.restarts());
        if (slot.role() != null) {
            json.put("role", slot.role());
        }
        if (slot.fault() != null) {
            json.put("detail", slot.fault());
        }
        if (slot.run() != null && slot.run().launch() != null) {
            json.set("process", process(slot, slot.run()));
        }
        if (slot.last() != null) {
            json.set("last_exit", exit(slot.last()));
        }
        return json;
    }

    private ObjectNode process(Slot slot, Run run) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("pid", run.process().pid())
                .put("port", run.launch().port())
                .put("model", run.launch().spec().model())
                .put("adopted", run.adopted());
        run.progress().ifPresent(share -> json.put("progress", share));
        run.facts().contextLength().ifPresent(tokens -> json.put("n_ctx", tokens));
        run.facts().parallel().ifPresent(count -> json.put("slots", count));
        figures.busy(slot.name()).ifPresent(count -> json.put("slots_busy", count));
        figures.deferred(slot.name()).ifPresent(count -> json.put("requests_deferred", count));
        figures.tokensPerSecond(slot.name())
                .ifPresent(speed -> json.put("tokens_per_second", Math.round(speed * 10) / 10.0));
        return json;
    }

    private static ObjectNode exit(LastExit last) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("how", last.exit().words())
                .put("at", time(last.exit().at()));
        last.exit().code().ifPresent(code -> json.put("code", code));
        last.exit().signal().ifPresent(signal -> json.put("signal", signal));
        ArrayNode lines = json.putArray("log");
        last.lines().forEach(lines::add);
        return json;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** The roles as gateways are told of them. */
    public List<Offer> told(Board board) {
        return offers.of(board).stream().map(offer -> withBusy(offer, board)).toList();
    }

    private Offer withBusy(Offer offer, Board board) {
        return board.all().stream()
                .filter(slot -> offer.role().equals(slot.role()))
                .map(slot -> figures.busy(slot.name()))
                .filter(busy -> busy.isPresent())
                .findFirst()
                .map(busy -> offer.withSlotsBusy(busy))
                .orElse(offer);
    }
}
