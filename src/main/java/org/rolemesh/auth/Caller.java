package org.rolemesh.auth;

/**
 * Who is asking.
 *
 * @param keyName the name of the key in the config; null where no key was needed
 * @param roles the roles this caller sees and may use
 * @param nodeId the node that a node key is bound to; null: any
 * @param administers whether this caller may see and do everything
 */
public record Caller(String keyName, RoleGlobs roles, String nodeId, boolean administers) {
    /** Anyone, where no keys are configured for what is asked. */
    public static final Caller ANYONE = new Caller(null, RoleGlobs.ALL, null, false);

    /** Anyone, where there are no keys at all. */
    static final Caller ANY_ADMINISTRATOR = new Caller(null, RoleGlobs.ALL, null, true);
}
