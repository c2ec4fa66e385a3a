package org.rolemesh.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.rolemesh.state.StateJson.Damaged;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON object on disk, {@code NAME.json}. At every instant it is whole, and {@code NAME.previous.json} is what it was
 * before the last write. What something else has damaged is set aside as {@code NAME.json.corrupt-TIME}, and the
 * previous content takes its place.
 *
 * <p>Reading and writing block; one thread does it at a time. {@link #fault()} may be asked by any.
 */
public final class StateFile {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    /** What is larger was not written by us, and is not read into memory. */
    private static final long MAX_BYTES = 128L << 20;

    private final Path file;
    private final Path previous;
    private final int version;
    private final DamagedCopies damagedCopies;
    /** The last text that was good, read or written; null: none. */
    private byte[] good;

    private volatile String fault;

    StateFile(Path file, int version, Clock clock) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".json")) {
            throw new IllegalArgumentException(name + " does not end in .json");
        }
        this.file = file;
        this.previous = file.resolveSibling(name.substring(0, name.length() - ".json".length()) + ".previous.json");
        this.version = version;
        this.damagedCopies = new DamagedCopies(file, clock);
    }

    /**
     * What was written last, with its {@code version}; empty where there is nothing or nothing good.
     *
     * @throws StateUnusable where the file is there but cannot be read, as for want of permission
     */
    public Optional<ObjectNode> load() throws StateUnusable {
        try {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(read(file)) : Optional.empty();
        } catch (Damaged e) {
            return recover(e.getMessage());
        } catch (IOException e) {
            throw unusable("read", e);
        }
    }

    /**
     * Replaces the content, unless it is the same. Ends the fault that loading found.
     *
     * @param content with or without its {@code version}, which is set here
     */
    public void write(ObjectNode content) throws IOException {
        byte[] text = StateJson.write(content, version);
        if (fault == null && Arrays.equals(text, good)) {
            return;
        }
        if (good == null) {
            // What is there dates from before this file was damaged or deleted.
            Files.deleteIfExists(previous);
        } else {
            DurableWrite.replace(previous, good);
        }
        DurableWrite.replace(file, text);
        good = text;
        fault = null;
    }

    /** What was found damaged, as long as nothing has been written since; holds no path. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    String name() {
        return file.getFileName().toString();
    }

    private ObjectNode read(Path from) throws IOException, Damaged {
        if (Files.isDirectory(from)) {
            throw new Damaged("it is a folder");
        }
        if (Files.size(from) > MAX_BYTES) {
            throw new Damaged("it is larger than " + MAX_BYTES + " bytes");
        }
        byte[] text = Files.readAllBytes(from);
        ObjectNode content = StateJson.read(text, version);
        good = text;
        return content;
    }

    private Optional<ObjectNode> recover(String damage) throws StateUnusable {
        Optional<ObjectNode> before = readPrevious();
        String aside;
        try {
            aside = before.isPresent() ? damagedCopies.copyAside() : damagedCopies.moveAside();
        } catch (IOException e) {
            throw unusable("keep a copy of the damaged", e);
        }
        LOG.warn(
                "state was damaged file={} reason=\"{}\" kept_as={} went_on_with={}",
                file,
                damage,
                aside,
                before.isPresent() ? previous.getFileName() : "nothing");
        fault = name() + " was damaged and is kept as " + aside + "; went on "
                + (before.isPresent() ? "from the copy before it" : "without it");
        if (before.isPresent()) {
            restore();
        }
        return before;
    }

    private Optional<ObjectNode> readPrevious() {
        try {
            return Optional.of(read(previous));
        } catch (Damaged e) {
            LOG.warn("the copy before is damaged too file={} reason=\"{}\"", previous, e.getMessage());
        } catch (IOException e) {
            LOG.warn("there is no copy before file={} reason=\"{}\"", previous, IoReason.of(e));
        }
        return Optional.empty();
    }

    /** At once, so that the next start finds it too; where that fails, it will find the damage and recover again. */
    private void restore() {
        try {
            DurableWrite.replace(file, good);
        } catch (IOException e) {
            LOG.warn("cannot write state file={} reason=\"{}\"", file, IoReason.of(e));
        }
    }

    private StateUnusable unusable(String attempt, IOException failure) {
        return new StateUnusable(
                "cannot " + attempt + " state file " + file + ": " + IoReason.of(failure)
                        + "; let this user read and write it, or choose another folder with --state-dir",
                failure);
    }
}
