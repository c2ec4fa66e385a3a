package org.rolemesh.slots;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rolemesh.config.Device;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.RoleConfig;
import org.rolemesh.config.Secret;

/** Prepares launches of llama-server: looks for what could be in the way, and makes port, key and command. It blocks. */
public final class Launches {
    private static final int KEY_BYTES = 24;
    private static final long MIB = 1024 * 1024;

    private final NodeAgentConfig config;
    private final ModelFiles models;
    private final CardMemory memory;
    private final Path keysFolder;
    private final Ports ports;
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
        requireMemory(config.slots().get(slot).device(), wanted, model, 0);
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
    public Map<Board.Berth, String> obstacles(Board board) {
        Map<Board.Berth, String> found = new HashMap<>();
        for (RoleConfig role : config.roles().values()) {
            for (String slot : role.slots()) {
                obstacle(role, board.slot(slot))
                        .ifPresent(reason -> found.put(new Board.Berth(role.role(), slot), reason));
            }
        }
        return found;
    }

    private Optional<String> obstacle(RoleConfig role, Slot slot) {
        try {
            Path model = models.find(role.model());
            if (!slot.has(role.role())) {
                requireMemory(slot.config().device(), role, model, occupied(slot));
            }
            return Optional.empty();
        } catch (LaunchRefused e) {
            return Optional.of(e.getMessage());
        }
    }

    /** What the slot's own process would give back; its file is the least that it takes. */
    private long occupied(Slot slot) throws LaunchRefused {
        return slot.phase().hasProcess() && slot.role() != null
                ? ModelFiles.sizeOf(models.find(config.roles().get(slot.role()).model()))
                : 0;
    }

    private void requireMemory(Device device, RoleConfig role, Path model, long givenBack) throws LaunchRefused {
        if (!device.isCard()) {
            return;
        }
        long needed = ModelFiles.sizeOf(model) / MIB;
        long free = memory.freeMib(device).orElse(Long.MAX_VALUE / MIB) + givenBack / MIB;
        if (free < needed) {
            throw new LaunchRefused(device + " has " + free + " MiB free and " + role.model() + " alone takes " + needed
                    + " MiB; free the card, or use a smaller model");
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
