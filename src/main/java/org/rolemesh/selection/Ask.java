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
 * @param waitsForLoads whether a load that is under way is still worth waiting for
 */
public record Ask(Alias alias, long turn, OptionalLong prefix, Set<String> tried, boolean waitsForLoads) {
    public Ask {
        tried = Set.copyOf(tried);
    }

    /**
     * What {@code request} wants at first.
     *
     * @param request null: none in particular
     */
    public static Ask of(Alias alias, long turn, ModelRequest request) {
        // Only one strategy wants the prefix, and it takes a look at the messages.
        boolean wanted = request != null && alias.strategy() == Strategy.PREFIX_AFFINITY;
        return new Ask(alias, turn, wanted ? ConversationPrefix.of(request) : OptionalLong.empty(), Set.of(), true);
    }

    /** The same request after these have failed it. */
    public Ask without(Set<String> failed) {
        return new Ask(alias, turn, prefix, failed, waitsForLoads);
    }

    /** The same request after it has waited for a load for long enough. */
    public Ask withoutWaitingForLoads() {
        return new Ask(alias, turn, prefix, tried, false);
    }

    /** Whether nothing has happened to it yet that would make it differ from others of its alias. */
    boolean isFresh() {
        return tried.isEmpty() && waitsForLoads;
    }
}
