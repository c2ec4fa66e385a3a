package org.rolemesh.cli;

/** What the program's exit status says, after BSD's sysexits where that has a number. */
final class ExitCodes {
    static final int OK = 0;
    static final int RUNTIME = 1;
    /** Another process has the state folder. */
    static final int LOCKED = 75;
    /** It may do later: no host can answer now, or a load takes longer than it was given. */
    static final int TEMPORARY = 75;
    /** The gateway wants another key. */
    static final int KEY_REFUSED = 77;
    /** A fault in a config or route file, or on the command line. */
    static final int CONFIGURATION = 78;
    /** Ctrl-C, as shells count it. */
    static final int INTERRUPTED = 130;
    /** A second SIGTERM: no time to finish anything. */
    static final int TERMINATED = 143;

    private ExitCodes() {}
}
