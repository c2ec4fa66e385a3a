package org.rolemesh.slots;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rolemesh.config.Device;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;
import org.rolemesh.config.Secret;
import org.rolemesh.nodes.Moment;

/** Prepares launches of llama-server: looks for what could be in the way, and makes port, key and command. It blocks. */
public final class Launches {
    private static final int KEY_BYTES = 24;
    private static final long MIB = 1024 * 1024;
    private static final long UNKNOWN = Long.MAX_VALUE;
    /** For how long the figures of a card may be of a time when the slot had a process. */
    private static final Duration FIGURES_LAG = Duration.ofSeconds(15);

    private final NodeAgentConfig config;
    private final ModelFiles models;
    private final CardMemory memory;
    private final Path keysFolder;
    private final Ports ports;
    private final Map<String, Long> freeBefore = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** @param stateFolder where the keys of launches are kept until they have been read */
    public Launches(NodeAgentConfig config, CardMemory memory, Path stateFolder) {
        this.config = config;
        this.models = new ModelFiles(config.modelsDir());
        this.memory = memory;
        this.keysFolder = stateFolder.resolve("keys");
        this.ports = new Ports(config.llamaServer().ports());
    }

    /**
     * Makes a launch, and writes its key where the process will read it.
     *
     * @throws LaunchRefused if the process could not serve
     */
    public Launch prepare(String slot, String role, String id) throws LaunchRefused, IOException {
        RoleConfig wanted = config.roles().get(role);
        Path model = models.find(wanted.model());
        Device device = config.slots().get(slot).device();
        freeBefore.put(slot, freeMib(device));
        requireMemory(device, wanted, model, freeMib(device));
        int port = ports.take();
        try {
            Secret key = newKey();
            Path keyFile = writeKey(id, key);
            ServerSpec spec = ServerSpec.of(config, wanted, slot);
            return new Launch(id, slot, role, spec, port, key, keyFile, command(spec, role, model, port, keyFile));
        } catch (IOException e) {
            ports.giveBack(port);
            throw e;
        }
    }

    /** Deletes the keys of all launches but these. */
    public void keepOnly(List<LaunchBook.Entry> entries) throws IOException {
        Set<Path> kept = entries.stream().map(entry -> entry.launch().keyFile()).collect(Collectors.toSet());
        if (Files.isDirectory(keysFolder)) {
            try (Stream<Path> files = Files.list(keysFolder)) {
                for (Path file : files.filter(each -> !kept.contains(each)).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A launch of an earlier agent goes on. */
    public void keep(Launch launch) {
        ports.keep(launch.port());
    }

    /** llama-server has read its key. */
    public void keyWasRead(Launch launch) {
        deleteKey(launch);
    }

    /** The process of a launch has ended. */
    public void forget(Launch launch) {
        ports.giveBack(launch.port());
        deleteKey(launch);
    }

    /** Whether an argument of a command line says that a process was launched from this state folder. */
    public boolean isOurs(String argument) {
        return argument.startsWith(keysFolder + "/");
    }

    /** What stands in the way of each role in each of its slots now. */
    public Map<Board.Berth, String> obstacles(Board board, Moment now) {
        Map<Board.Berth, String> found = new HashMap<>();
        for (RoleConfig role : config.roles().values()) {
            for (String slot : role.slots()) {
                obstacle(role, board.slot(slot), now)
                        .ifPresent(reason -> found.put(new Board.Berth(role.role(), slot), reason));
            }
        }
        return found;
    }

    private Optional<String> obstacle(RoleConfig role, Slot slot, Moment now) {
        try {
            Path model = models.find(role.model());
            if (!slot.has(role.role())) {
                requireMemory(slot.config().device(), role, model, room(slot, now));
            }
            return Optional.empty();
        } catch (LaunchRefused e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * What a role would find free in place of the one that has the slot, or had it a moment ago: what was free before that
     * was launched. Of a process that an earlier agent has launched that is not known; then the launch itself finds out.
     */
    private long room(Slot slot, Moment now) {
        long free = freeMib(slot.config().device());
        if (slot.phase().hasProcess()) {
            return Math.max(free, freeBefore.getOrDefault(slot.name(), UNKNOWN));
        }
        boolean figuresMayBeOld = !now.isPast(slot.since().nanos(), FIGURES_LAG);
        return figuresMayBeOld ? Math.max(free, freeBefore.getOrDefault(slot.name(), free)) : free;
    }

    private long freeMib(Device device) {
        return memory.freeMib(device).orElse(UNKNOWN);
    }

    private static void requireMemory(Device device, RoleConfig role, Path model, long freeMib) throws LaunchRefused {
        long needed = ModelFiles.sizeOf(model) / MIB;
        if (device.isCard() && freeMib < needed) {
            throw new LaunchRefused(device + " has " + freeMib + " MiB free and " + role.model() + " alone takes "
                    + needed + " MiB; free the card, or use a smaller model");
        }
    }

    private static List<String> command(ServerSpec spec, String role, Path model, int port, Path keyFile) {
        List<String> command = new ArrayList<>(List.of(
                spec.program(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--api-key-file",
                keyFile.toString(),
                "--model",
                model.toString(),
                "--alias",
                role,
                "--parallel",
                Integer.toString(spec.parallel()),
                "--metrics",
                "--slots"));
        spec.contextSize().ifPresent(tokens -> command.addAll(List.of("--ctx-size", Integer.toString(tokens))));
        if (spec.device().equals("cpu")) {
            command.addAll(List.of("--device", "none"));
        }
        command.addAll(spec.arguments());
        return command;
    }

    private Secret newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new Secret(HexFormat.of().formatHex(bytes));
    }

    private Path writeKey(String id, Secret key) throws IOException {
        Files.createDirectories(keysFolder, ownerOnly("rwx------"));
        Path file = keysFolder.resolve(id + ".key");
        Files.createFile(file, ownerOnly("rw-------"));
        return Files.write(file, (key.reveal() + "\n").getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        boolean posix = keysFolder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static void deleteKey(Launch launch) {
        try {
            Files.deleteIfExists(launch.keyFile());
        } catch (IOException e) {
            // It opens nothing but a process on loopback, and goes with the next clean start.
            org.slf4j.LoggerFactory.getLogger(Launches.class)
                    .warn("cannot delete the key of a launch file={}", launch.keyFile());
        }
    }
}
