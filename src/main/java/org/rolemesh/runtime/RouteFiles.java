package org.rolemesh.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the route files. Each of the folders that a gateway or an agent is made of is taken from the user's folder where it has one
 * of that name, otherwise from the jar. Route files that lie directly in the user's folder are a topology.
 */
final class RouteFiles {
    private static final String TOPOLOGY = "topology";
    private static final List<String> GATEWAY_FOLDERS = List.of("gateway", "nodes", "availability", TOPOLOGY);
    private static final String AGENT_FOLDER = "node-agent";
    private static final List<String> SHARED_FRONT_DOORS = List.of(
            "chat-completions",
            "completions",
            "embeddings",
            "explain",
            "health",
            "metrics",
            "model",
            "models",
            "openai-errors",
            "ready");
    private static final String SUFFIX = ".camel.yaml";

    private RouteFiles() {}

    /** Locations as Camel writes them, {@code file:} or {@code classpath:}. */
    static List<String> ofGateway(Path userFolder) {
        List<String> locations = new ArrayList<>();
        for (String folder : GATEWAY_FOLDERS) {
            List<Path> own = ownOfGateway(userFolder, folder);
            locations.addAll(own.isEmpty() ? List.of("classpath:routes/" + folder + "/*" + SUFFIX) : files(own));
        }
        return locations;
    }

    /** Those of a gateway that are the user's own. */
    static List<Path> ownOfGateway(Path userFolder) {
        return GATEWAY_FOLDERS.stream()
                .flatMap(folder -> ownOfGateway(userFolder, folder).stream())
                .toList();
    }

    private static List<Path> ownOfGateway(Path userFolder, String folder) {
        List<Path> own = in(userFolder.resolve(folder));
        return own.isEmpty() && folder.equals(TOPOLOGY) ? in(userFolder) : own;
    }

    /** The gateway's own front doors for clients, and behind them the agent's routes. */
    static List<String> ofAgent(Path userFolder) {
        List<String> locations = new ArrayList<>();
        for (String name : SHARED_FRONT_DOORS) {
            Path own = userFolder.resolve("gateway").resolve(name + SUFFIX);
            locations.add(Files.isRegularFile(own) ? "file:" + own : "classpath:routes/gateway/" + name + SUFFIX);
        }
        List<Path> own = in(userFolder.resolve(AGENT_FOLDER));
        locations.addAll(own.isEmpty() ? List.of("classpath:routes/" + AGENT_FOLDER + "/*" + SUFFIX) : files(own));
        return locations;
    }

    /** Whether a file of the user's decides who answers. */
    static boolean isTopology(Path file, Path userFolder) {
        return userFolder.equals(file.getParent())
                || userFolder.resolve(TOPOLOGY).equals(file.getParent());
    }

    private static List<String> files(List<Path> own) {
        return own.stream().map(file -> "file:" + file).toList();
    }

    private static List<Path> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(RouteFiles::isRoute).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Editors keep copies beside what they edit, whose names begin with a dot or end otherwise. */
    private static boolean isRoute(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".") && Files.isRegularFile(file);
    }
}
