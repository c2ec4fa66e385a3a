package org.rolemesh.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rolemesh.config.Fault;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.gateway.Words;
import org.rolemesh.routecheck.RouteReview;

/**
 * All that is wrong with the routes of a context, from reading them and from the attempt to build them.
 *
 * @param folder the user's
 * @param aliases those that routes can send to; empty where that is no matter of the config
 * @param variables those that the program sets
 */
record RouteFaults(RoutesContext context, Path folder, Optional<Set<String>> aliases, List<String> variables) {
    static RouteFaults ofGateway(GatewayConfig config, RoutesContext context, Path folder) {
        return new RouteFaults(context, folder, Optional.of(config.models().keySet()), Words.of(config.topology()));
    }

    /** An agent has no topology. */
    static RouteFaults ofAgent(RoutesContext context, Path folder) {
        return new RouteFaults(context, folder, Optional.empty(), List.of());
    }

    /** Of routes that could be built: what would show only when a request comes. */
    List<Fault> ofBuilt() {
        return review().faults();
    }

    /** Of routes that could be built, with what Camel reads over. */
    List<Fault> allOfBuilt() {
        return review().allFaults();
    }

    /** Of routes that could not be built. Camel names only what it came upon first, and that may have been read too. */
    List<Fault> ofFailure(RuntimeException failure) {
        List<Fault> faults = new ArrayList<>(review().allFaults());
        Fault first = context.faultOf(failure, folder);
        if (faults.isEmpty() || isElsewhere(first, faults)) {
            faults.add(first);
        }
        return faults;
    }

    private boolean isElsewhere(Fault fault, List<Fault> others) {
        return !fault.file().equals(folder.toString())
                && others.stream().noneMatch(other -> other.file().equals(fault.file()));
    }

    private RouteReview review() {
        return context.review(folder, aliases, variables);
    }
}
