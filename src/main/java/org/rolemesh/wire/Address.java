package org.rolemesh.wire;

/**
 * Where a backend listens.
 *
 * @param host a name or an IP address, without brackets
 * @param secure whether it speaks TLS there
 */
public record Address(String host, int port, boolean secure) {}
