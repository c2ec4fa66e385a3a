package org.rolemesh.process;

import java.util.List;
import java.util.function.Consumer;

/** One who reads a {@link ServerLog} as it grows, until they close this. Thread safe. */
public final class Follow implements AutoCloseable {
    private final Consumer<List<String>> lines;
    private final Consumer<Follow> left;

    Follow(Consumer<List<String>> lines, Consumer<Follow> left) {
        this.lines = lines;
        this.left = left;
    }

    void tell(List<String> more) {
        if (!more.isEmpty()) {
            lines.accept(more);
        }
    }

    @Override
    public void close() {
        left.accept(this);
    }
}
