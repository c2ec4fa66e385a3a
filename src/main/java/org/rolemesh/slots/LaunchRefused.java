package org.rolemesh.slots;

/** A process is not started, since it could not serve: the text says why and how to mend it. */
public final class LaunchRefused extends Exception {
    private static final long serialVersionUID = 1;

    public LaunchRefused(String message) {
        super(message);
    }
}
