package org.rolemesh.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.selection.Candidate;
import org.rolemesh.selection.Decision;

/** How a decision about where a request goes looks in answers. */
final class DecisionEntries {
    private DecisionEntries() {}

    /** @param waiting requests of the alias that wait for a place */
    static ObjectNode of(Decision decision, int waiting) {
        Alias alias = decision.alias();
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("alias", alias.name())
                .put("model", alias.modelName())
                .put("strategy", word(alias.strategy()))
                .put("availability", word(decision.availability().state()))
                .put("outcome", outcome(decision))
                .put("chosen", decision.chosen().map(Upstream::name).orElse(null))
                .put("reason", decision.availability().reason());
        answer.putObject("queue")
                .put("waiting", waiting)
                .put("length", alias.queue().length());
        ArrayNode candidates = answer.putArray("candidates");
        decision.candidates().stream()
                .filter(Candidate::hasRoom)
                .forEach(each -> candidates.add(entry(decision, each)));
        decision.candidates().stream()
                .filter(each -> !each.hasRoom())
                .forEach(each -> candidates.add(entry(decision, each)));
        decision.passedOver()
                .forEach(upstream ->
                        candidates.add(rejected(upstream, "it would have to load the model; others have it")));
        decision.availability().rejected().forEach(each -> candidates.add(rejected(each.upstream(), each.reason())));
        return answer;
    }

    private static String outcome(Decision decision) {
        return switch (decision.outcome()) {
            case CHOSEN -> "chosen";
            case FULL -> "queued";
            case LOADING -> "loading";
            case UNAVAILABLE -> "unavailable";
        };
    }

    private static ObjectNode entry(Decision decision, Candidate candidate) {
        Upstream upstream = candidate.upstream();
        ObjectNode entry = JsonNodeFactory.instance
                .objectNode()
                .put("upstream", upstream.name())
                .put("accepted", candidate.hasRoom())
                .put("reason", candidate.hasRoom() ? whyAccepted(decision, upstream) : "all its places are taken")
                .put("score", candidate.score())
                .put("in_flight", candidate.inFlight());
        upstream.limit().ifPresent(limit -> entry.put("limit", limit));
        return entry;
    }

    private static String whyAccepted(Decision decision, Upstream upstream) {
        return decision.availability().warm().contains(upstream)
                ? "it can answer"
                : "it can answer after it has loaded the model";
    }

    private static ObjectNode rejected(Upstream upstream, String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("upstream", upstream.name())
                .put("accepted", false)
                .put("reason", reason);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
