package org.rolemesh.process;

/** A process and those that it has started. Its methods may take milliseconds; for one thread at a time. */
sealed interface Family permits ProcessGroup, Descendants {
    /** What is sent to each of a family. */
    enum Signal {
        TERM,
        CONT,
        KILL
    }

    /** Whether none of them runs any more. */
    boolean isGone();

    /** Sends it to all that run; another program that has got one's process id is not hit. */
    void send(Signal signal);
}
