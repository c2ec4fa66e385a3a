package org.rolemesh.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine is called, which is what a node is called whose file does not say. */
final class HostName {
    private static final int LONGEST = 128;

    private HostName() {}

    /** The name, or an empty text where it has none. */
    static String ofThisMachine() {
        try {
            // The kernel's own word; Java's way looks the name up, which may wait for a name server.
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return lookedUp();
        }
    }

    /** The name with what a node's id may not have left out or replaced; empty where nothing is left. */
    static String asNodeId(String name) {
        String cleaned = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return cleaned.substring(0, Math.min(LONGEST, cleaned.length()));
    }

    private static String lookedUp() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "";
        }
    }
}
