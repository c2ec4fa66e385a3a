package org.rolemesh.routecheck;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;

/**
 * What routes can name that is in no route file.
 *
 * @param folder where the routes are looked for, for faults that are of no file
 * @param context finds components, and beans that are made when somebody asks for them
 * @param beans the names of the others
 * @param aliases those that {@code upstream:} can name; empty where they are not known
 * @param variables those that are set outside of routes
 */
public record Surroundings(
        String folder,
        CamelContext context,
        Collection<String> beans,
        Optional<Set<String>> aliases,
        Collection<String> variables) {}
