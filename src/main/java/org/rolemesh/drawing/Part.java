package org.rolemesh.drawing;

/** What of the routes is drawn. */
public enum Part {
    /** The ways of requests to an upstream, and what these lead to besides. */
    REQUESTS,
    /** Everything else: what is looked after by the clock, and what clients, hosts and operators ask of the program itself. */
    CONTROL,
    ALL
}
