package org.rolemesh.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.rolemesh.cli.RoleMesh;

/**
 * What child JVMs start from: the classes under test in a jar, and an archive of what a start loads, as {@code ./rolemesh
 * prepare} makes it for a user. Most of what the processes of the tests cost is their start, which this halves. Made once
 * for each state of the classes and each Java; the first who asks waits for it.
 */
final class StartArchive {
    /** Some of the jars that only tests need. The JVM looks into each jar, and keeps the list of what the large ones hold. */
    private static final Pattern ONLY_FOR_TESTS = Pattern.compile(
            "/(openai-java|kotlin|okhttp|byte-buddy|archunit|assertj|jqwik|playwright|driver-bundle)|/(test-)?classes/?$");

    private static final Kind KIND = Runtime.version().feature() >= 25 ? Kind.AOT : Kind.CDS;

    /** That a part of an archive cannot be used is no news. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path CLASSES = TARGET.resolve("classes");

    private StartArchive() {}

    /** Options for a JVM whose class path begins with {@link #classPath()}. */
    static List<String> options() {
        List<String> options = new ArrayList<>(QUIET);
        options.add(KIND.use + Made.ARCHIVE);
        options.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0"));
        return options;
    }

    /** The classes under test and what they need. */
    static String classPath() {
        return Made.CLASS_PATH;
    }

    /** From 25 on Java has one of its own, and takes the old one only without {@code --enable-native-access}. */
    private enum Kind {
        CDS(".jsa", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="),
        AOT(".aot", "-XX:AOTCacheOutput=", "-XX:AOTCache=");

        private final String suffix;
        private final String make;
        private final String use;

        Kind(String suffix, String make, String use) {
            this.suffix = suffix;
            this.make = make;
            this.use = use;
        }
    }

    /** Made when first asked for. */
    private static final class Made {
        private static final String CLASS_PATH;
        private static final Path ARCHIVE;

        static {
            try {
                String state = Long.toHexString(newest());
                Path jar = TARGET.resolve("classes-" + state + ".jar");
                ARCHIVE = TARGET.resolve("classes-" + state + "-" + Runtime.version() + KIND.suffix);
                CLASS_PATH = Stream.concat(Stream.of(jar.toString()), libraries())
                        .collect(Collectors.joining(File.pathSeparator));
                make(jar);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** One process at a time. */
        private static void make(Path jar) throws IOException {
            Path lock = TARGET.resolve("classes.lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                if (Files.notExists(jar)) {
                    pack(jar);
                }
                if (Files.notExists(ARCHIVE)) {
                    rehearse();
                }
            }
        }

        private static void rehearse() throws IOException {
            Path made = ARCHIVE.resolveSibling(ARCHIVE.getFileName() + ".new");
            List<String> command = new ArrayList<>();
            command.add(ChildJvm.java());
            command.addAll(ChildJvm.FROM_24_ON);
            command.addAll(QUIET);
            command.addAll(List.of(
                    KIND.make + made,
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    CLASS_PATH,
                    RoleMesh.class.getName(),
                    "rehearse"));
            Path said = TARGET.resolve("rehearse.log");
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
            if (status != 0 || Files.notExists(made)) {
                throw new IllegalStateException("no archive was made: " + Files.readString(said));
            }
            Files.move(made, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static long newest() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(Path::toFile).mapToLong(File::lastModified).max().orElseThrow();
        }
    }

    private static Stream<String> libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(ONLY_FOR_TESTS.asPredicate().negate());
    }

    private static void pack(Path jar) throws IOException {
        Path made = jar.resolveSibling(jar.getFileName() + ".new");
        try (Stream<Path> files = Files.walk(CLASSES);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                String name = CLASSES.relativize(file).toString();
                if (Files.isDirectory(file)) {
                    // Whoever looks for route files in a folder of the class path finds it by its entry.
                    out.putNextEntry(new ZipEntry(name + "/"));
                } else {
                    out.putNextEntry(new ZipEntry(name));
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
        Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
    }
}
