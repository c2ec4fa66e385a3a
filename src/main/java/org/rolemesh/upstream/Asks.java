package org.rolemesh.upstream;

import java.util.OptionalLong;
import java.util.Set;
import org.rolemesh.catalog.Alias;
import org.rolemesh.config.Strategy;
import org.rolemesh.openai.ConversationPrefix;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.selection.Admission;
import org.rolemesh.selection.Ask;

/** Makes of a request what the selection needs of it. */
final class Asks {
    private Asks() {}

    static Ask of(Alias alias, ModelRequest request, Admission admission) {
        return new Ask(alias, admission.nextTurn(alias.name()), prefix(alias, request), Set.of());
    }

    /** Only one strategy wants it, and it takes a look at the messages. */
    private static OptionalLong prefix(Alias alias, ModelRequest request) {
        return alias.strategy() == Strategy.PREFIX_AFFINITY ? ConversationPrefix.of(request) : OptionalLong.empty();
    }
}
