package org.rolemesh.slots;

/** What clients want of the slots now. Thread safe. */
public interface Usage {
    /** Requests that {@code slot} has for {@code role}. */
    int inFlight(String role, String slot);

    /** Requests that wait for {@code role} to be loaded. */
    int waiting(String role);
}
