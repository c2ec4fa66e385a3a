package org.rolemesh.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar this runs from. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = RoleMesh.class.getPackage().getImplementationVersion();
        return new String[] {
            "rolemesh " + (version == null ? "development" : version),
            "java " + Runtime.version() + ", " + System.getProperty("os.name")
        };
    }
}
