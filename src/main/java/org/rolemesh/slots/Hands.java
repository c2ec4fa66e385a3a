package org.rolemesh.slots;

/**
 * Carries out what the supervisor decides. It is called with the supervisor's lock held: it must only note what is to be
 * done and do it elsewhere. What comes of it is told to the supervisor.
 */
public interface Hands {
    /** Starts a process for {@code role} in a slot, under this id. */
    void launch(String slot, String role, String launchId);

    /** Ends the process of a launch. */
    void end(String slot, String launchId);
}
