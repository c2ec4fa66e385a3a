package org.rolemesh.selection;

import java.util.OptionalLong;
import java.util.Set;
import org.rolemesh.catalog.Alias;
import org.rolemesh.config.Strategy;
import org.rolemesh.openai.ConversationPrefix;
import org.rolemesh.openai.ModelRequest;

/**
 * What one request wants of the selection.
 *
 * @param alias as it was when the request came; its name is looked up again at every try
 * @param turn the request's number among those of the alias; strategies that go round go by it
 * @param prefix stands for the beginning of its conversation; empty where it has none that a cache could hold
 * @param tried ids of upstreams that have failed it
 */
public record Ask(Alias alias, long turn, OptionalLong prefix, Set<String> tried) {
    public Ask {
        tried = Set.copyOf(tried);
    }

    /**
     * What {@code request} wants.
     *
     * @param request null: none in particular
     */
    public static Ask of(Alias alias, long turn, ModelRequest request) {
        // Only one strategy wants the prefix, and it takes a look at the messages.
        boolean wanted = request != null && alias.strategy() == Strategy.PREFIX_AFFINITY;
        return new Ask(alias, turn, wanted ? ConversationPrefix.of(request) : OptionalLong.empty(), Set.of());
    }

    /** The same request after these have failed it. */
    public Ask without(Set<String> failed) {
        return failed.isEmpty() ? this : new Ask(alias, turn, prefix, failed);
    }

    String aliasName() {
        return alias.name();
    }
}
