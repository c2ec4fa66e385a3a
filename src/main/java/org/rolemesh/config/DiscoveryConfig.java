package org.rolemesh.config;

/**
 * What may be learnt from nodes.
 *
 * @param allowNewRoles whether a role that no alias names can be used under its own name
 */
public record DiscoveryConfig(boolean allowNewRoles) {
    public static final DiscoveryConfig DEFAULT = new DiscoveryConfig(true);
}
