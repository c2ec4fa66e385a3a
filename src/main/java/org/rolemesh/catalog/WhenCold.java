package org.rolemesh.catalog;

/** What becomes of a request while no upstream has the model in memory, and none is loading it. */
public enum WhenCold {
    /** It is sent to one that loads the model when it is asked. */
    SEND,
    /** It waits until one has loaded the model: whoever runs the upstreams sees to that. */
    WAIT
}
