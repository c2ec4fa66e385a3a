package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.config.Fault;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.http.Presence;

/**
 * Tells whether the default role, or each of {@code ?roles=a,b}, can answer now: 200 only if all can. It needs no key.
 */
@NonBlocking
public final class ReportReadiness implements Processor {
    static final String NO_DEFAULT = "no default_model that exists is configured";

    private static final int MAX_ROLES = 100;

    private final Catalog catalog;
    private final Presence presence;
    private final Supplier<List<String>> faults;
    private final Supplier<List<Fault>> fileFaults;

    /**
     * @param faults what is wrong in the gateway itself, though it can answer; shown without a key
     * @param fileFaults what is wrong with the files on disk, while others are in effect
     */
    public ReportReadiness(
            Catalog catalog, Presence presence, Supplier<List<String>> faults, Supplier<List<Fault>> fileFaults) {
        this.catalog = catalog;
        this.presence = presence;
        this.faults = faults;
        this.fileFaults = fileFaults;
    }

    @Override
    public void process(Exchange exchange) {
        String named = Incoming.query(exchange, "roles");
        Snapshot now = catalog.snapshot();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        boolean ready = named == null ? reportDefault(now, answer) : reportEach(now, named, answer);
        if (presence.isDraining()) {
            ready = false;
            answer.put("reason", "draining");
        }
        List<String> degraded = faults.get();
        if (!degraded.isEmpty()) {
            degraded.forEach(answer.putArray("degraded")::add);
        }
        if (Incoming.query(exchange, "verbose") != null) {
            reportFiles(answer.putObject("files"));
        }
        answer.put("status", ready ? "ready" : "not_ready");
        JsonAnswer.put(exchange, ready ? 200 : 503, answer);
    }

    /** Whoever can connect sees it: of a file no more than its name. */
    private void reportFiles(ObjectNode files) {
        List<Fault> wrong = fileFaults.get();
        files.put("status", wrong.isEmpty() ? "in_effect" : "not_in_effect");
        ArrayNode shown = files.putArray("faults");
        for (Fault fault : wrong) {
            shown.addObject()
                    .put("file", fault.fileName())
                    .put("line", fault.line())
                    .put("what", fault.what());
        }
    }

    private static boolean reportDefault(Snapshot now, ObjectNode answer) {
        Optional<Alias> alias = now.defaultAlias();
        if (alias.isEmpty()) {
            answer.put("reason", NO_DEFAULT);
            return false;
        }
        answer.put("default_model", alias.get().modelName());
        Availability availability = now.availability(alias.get());
        if (!availability.isUsable()) {
            answer.put("reason", availability.reason());
        }
        return availability.isUsable();
    }

    private static boolean reportEach(Snapshot now, String named, ObjectNode answer) {
        ObjectNode roles = answer.putObject("roles");
        boolean all = true;
        for (String role : List.of(named.split(",", MAX_ROLES))) {
            ObjectNode verdict = roles.putObject(role);
            Optional<Availability> availability =
                    now.byModelName(role).or(() -> now.alias(role)).map(now::availability);
            boolean usable = availability.map(Availability::isUsable).orElse(false);
            verdict.put("ready", usable);
            if (!usable) {
                verdict.put("reason", availability.map(Availability::reason).orElse("there is no such role"));
            }
            all &= usable;
        }
        return all;
    }
}
