package org.rolemesh.routecheck;

import java.util.Set;
import org.rolemesh.config.Suggestion;

/** Finds aliases that routes send to and the config does not have. */
final class AliasFaults {
    private static final String REMEDY =
            "add it under models: in the gateway's config, as type: discovered if nodes announce it, or say optional=true";

    private final Set<String> aliases;

    AliasFaults(Set<String> aliases) {
        this.aliases = aliases;
    }

    void find(Endpoint endpoint) {
        if (!endpoint.is("upstream") || endpoint.mayBe("optional", "true")) {
            return;
        }
        String alias = endpoint.path("alias");
        if (!alias.isBlank() && !Endpoint.isOpen(alias) && !aliases.contains(alias)) {
            String question = Suggestion.question(alias, aliases);
            endpoint.fault(
                    "no alias is called '" + alias + "'" + (question.isEmpty() ? "; " : question + " Or ") + REMEDY);
        }
    }
}
