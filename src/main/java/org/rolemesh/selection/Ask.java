package org.rolemesh.selection;

import java.util.OptionalLong;
import java.util.Set;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Upstream;
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
 * @param narrowing what the route asks for besides the alias
 * @param waitsForLoads whether a load that is under way is still worth waiting for
 */
public record Ask(
        Alias alias, long turn, OptionalLong prefix, Set<String> tried, Narrowing narrowing, boolean waitsForLoads) {
    public Ask {
        tried = Set.copyOf(tried);
    }

    /**
     * What {@code request} wants at first.
     *
     * @param request null: none in particular
     */
    public static Ask of(Alias alias, long turn, ModelRequest request) {
        return of(alias, turn, request, Narrowing.NONE);
    }

    /** The same where a route narrows the choice. */
    public static Ask of(Alias alias, long turn, ModelRequest request, Narrowing narrowing) {
        // Only one strategy wants the prefix, and it takes a look at the messages.
        boolean wanted = request != null && strategy(alias, narrowing) == Strategy.PREFIX_AFFINITY;
        OptionalLong prefix = wanted ? ConversationPrefix.of(request) : OptionalLong.empty();
        return new Ask(alias, turn, prefix, Set.of(), narrowing, true);
    }

    /** The same request after these have failed it. */
    public Ask without(Set<String> failed) {
        return new Ask(alias, turn, prefix, failed, narrowing, waitsForLoads);
    }

    /** The same request after it has waited for a load for long enough. */
    public Ask withoutWaitingForLoads() {
        return new Ask(alias, turn, prefix, tried, narrowing, false);
    }

    /** The strategy that counts for it while the alias is {@code now}. */
    Strategy strategy(Alias now) {
        return strategy(now, narrowing);
    }

    private static Strategy strategy(Alias alias, Narrowing narrowing) {
        return narrowing.strategy() == null ? alias.strategy() : narrowing.strategy();
    }

    /** Whether {@code upstream} comes into question for it. */
    boolean allows(Upstream upstream) {
        return !tried.contains(upstream.id()) && narrowing.allows(upstream);
    }

    /** Whether nothing has happened to it yet that would make it differ from others of its line. */
    boolean isFresh() {
        return tried.isEmpty() && waitsForLoads;
    }
}
