package org.rolemesh.cli;

/** What the program's exit status says, after BSD's sysexits where that has a number. */
final class ExitCodes {
    static final int OK = 0;
    static final int RUNTIME = 1;
    /** Another process has the state folder. */
    static final int LOCKED = 75;
    /** A fault in a config or route file. */
    static final int CONFIGURATION = 78;
    /** A second SIGTERM: no time to finish anything. */
    static final int TERMINATED = 143;

    private ExitCodes() {}
}
