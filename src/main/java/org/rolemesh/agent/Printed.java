package org.rolemesh.agent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** What a running program has printed to one of its streams so far, up to a bound. For one thread. */
final class Printed implements Closeable {
    private final InputStream stream;
    private final int bound;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Printed(InputStream stream, int bound) {
        this.stream = stream;
        this.bound = bound;
    }

    /** Takes what can be read without waiting; returns whether all of it is within the bound. */
    boolean readAvailable() throws IOException {
        for (int there = stream.available(); there > 0; there = stream.available()) {
            if (bytes.size() + there > bound) {
                return false;
            }
            bytes.writeBytes(stream.readNBytes(there));
        }
        return true;
    }

    /** Null where nothing was printed, as {@code camel-exec} has it. */
    InputStream asStream() {
        return bytes.size() == 0 ? null : new ByteArrayInputStream(bytes.toByteArray());
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
