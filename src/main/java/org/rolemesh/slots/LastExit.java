package org.rolemesh.slots;

import java.util.List;
import org.rolemesh.process.Exit;

/**
 * How the last process of a slot ended.
 *
 * @param lines the last of its log
 */
public record LastExit(Exit exit, List<String> lines) {
    public LastExit {
        lines = List.copyOf(lines);
    }
}
