package org.rolemesh.testing;

/** A topology for tests that edit it while requests come. */
public final class Detour {
    private Detour() {}

    /** A route file that sends one alias to the upstreams of another, and each of the others to its own. */
    public static String of(String alias, String to) {
        return """
                - route:
                    id: route-by-alias
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:route-by-alias
                      steps:
                        - choice:
                            when:
                              - simple: {expression: "${variable.alias} == '%s'"}
                                steps: [{to: {uri: "upstream:%s"}}]
                            otherwise:
                              steps: [{toD: {uri: "upstream:${variable.alias}"}}]
                """.formatted(alias, to);
    }
}
