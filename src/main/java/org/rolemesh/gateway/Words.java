package org.rolemesh.gateway;

import java.util.List;
import java.util.stream.Stream;
import org.rolemesh.config.TopologyConfig;
import org.rolemesh.upstream.Outcome;

/** The names of all the variables that a topology finds set. docs/ROUTES.md explains them. */
public final class Words {
    private Words() {}

    public static List<String> of(TopologyConfig config) {
        Stream<String> headers = config.requestHeaders().stream().map(AllowedHeaders::variable);
        return Stream.of(RequestWords.NAMES.stream(), headers, Outcome.NAMES.stream())
                .flatMap(names -> names)
                .toList();
    }
}
