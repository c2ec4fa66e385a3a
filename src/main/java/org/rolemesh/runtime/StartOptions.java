package org.rolemesh.runtime;

import java.nio.file.Path;

/**
 * Where a gateway listens and where its routes come from.
 *
 * @param port 0: any free one
 * @param routes a folder of route files; what it does not hold comes from the jar
 */
public record StartOptions(String host, int port, Path routes) {}
