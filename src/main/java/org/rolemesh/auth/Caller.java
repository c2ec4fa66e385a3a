package org.rolemesh.auth;

/**
 * Who is asking.
 *
 * @param keyName the name of the key in the config; null where no key was needed
 * @param roles the roles this caller sees and may use
 * @param nodeId the node that a node key is bound to; null: any
 */
public record Caller(String keyName, RoleGlobs roles, String nodeId) {
    /** Anyone, where no keys are configured. */
    public static final Caller ANYONE = new Caller(null, RoleGlobs.ALL, null);
}
