package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.config.Fault;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;
import org.rolemesh.topology.Changes;
import org.rolemesh.topology.Reload;

/** Puts config and routes in effect as they are on disk, and says what that has changed, or what is wrong with them. */
public final class ReloadFiles implements Processor {
    private final Supplier<Reload> reload;

    public ReloadFiles(Supplier<Reload> reload) {
        this.reload = reload;
    }

    @Override
    public void process(Exchange exchange) {
        Reload result = reload.get();
        if (result.isFailed()) {
            throw new RequestRejected(ApiErrors.reloadFailed(
                    result.faults().stream().map(Fault::brief).collect(Collectors.joining("; "))));
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (result.changes() == null) {
            answer.put("status", "unchanged");
        } else {
            put(answer.put("status", "reloaded"), result.changes());
        }
        JsonAnswer.put(exchange, 200, answer);
    }

    private static void put(ObjectNode answer, Changes changes) {
        ObjectNode aliases = answer.putObject("aliases");
        put(aliases.putArray("added"), changes.added());
        put(aliases.putArray("removed"), changes.removed());
        put(aliases.putArray("altered"), changes.altered());
        put(answer.putArray("routes"), changes.routes());
        put(answer.putArray("settings"), changes.settings());
        put(answer.putArray("needs_restart"), changes.restart());
    }

    private static void put(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
