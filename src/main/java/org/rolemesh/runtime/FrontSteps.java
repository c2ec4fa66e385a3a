package org.rolemesh.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.rolemesh.access.CallListener;
import org.rolemesh.auth.BadKeys;
import org.rolemesh.auth.KeyKind;
import org.rolemesh.auth.KeyRing;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.config.Fault;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.gateway.AllowedHeaders;
import org.rolemesh.gateway.AnswerError;
import org.rolemesh.gateway.Authenticate;
import org.rolemesh.gateway.ExplainRole;
import org.rolemesh.gateway.FindAlias;
import org.rolemesh.gateway.ListModels;
import org.rolemesh.gateway.ModelEntries;
import org.rolemesh.gateway.OpenRequest;
import org.rolemesh.gateway.ReadRequest;
import org.rolemesh.gateway.RefuseWhileDraining;
import org.rolemesh.gateway.ReportReadiness;
import org.rolemesh.gateway.ShowModel;
import org.rolemesh.http.Presence;
import org.rolemesh.openai.Api;
import org.rolemesh.selection.Admission;

/**
 * The steps of the front doors for clients, which a gateway and an agent have alike.
 *
 * @param allowed headers that the topology sees
 * @param listener is told of requests that come in by another HTTP server than ours
 * @param faults what is wrong in this process itself, for its readiness
 * @param fileFaults what is wrong with the files on disk, while others are in effect
 */
record FrontSteps(
        AllowedHeaders allowed,
        Catalog catalog,
        Admission admission,
        KeyRing keys,
        BadKeys badKeys,
        Presence presence,
        CallListener listener,
        LimitsConfig limits,
        ModelEntries entries,
        Supplier<List<String>> faults,
        Supplier<List<Fault>> fileFaults) {

    /** By the names that routes have for them. */
    Map<String, Object> byName() {
        Map<String, Object> steps = new LinkedHashMap<>();
        steps.put("openRequest", new OpenRequest(allowed, presence, listener));
        steps.put("authenticateClient", new Authenticate(keys, badKeys, KeyKind.CLIENT));
        steps.put("authenticateAdmin", new Authenticate(keys, badKeys, KeyKind.ADMIN));
        steps.put("refuseWhileDraining", new RefuseWhileDraining(presence));
        steps.put("readChatRequest", ReadRequest.toModel(Api.CHAT, limits));
        steps.put("readCompletionRequest", ReadRequest.toModel(Api.COMPLETIONS, limits));
        steps.put("readEmbeddingsRequest", ReadRequest.toModel(Api.EMBEDDINGS, limits));
        steps.put("readExplainedRequest", ReadRequest.toModelIfAny(Api.CHAT, limits));
        steps.put("explainRole", new ExplainRole(catalog, admission));
        steps.put("findAlias", new FindAlias(catalog));
        steps.put("listModels", new ListModels(catalog, entries));
        steps.put("showModel", new ShowModel(catalog, entries));
        steps.put("reportReadiness", new ReportReadiness(catalog, presence, faults, fileFaults));
        steps.put("answerError", new AnswerError());
        return steps;
    }
}
