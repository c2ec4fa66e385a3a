package org.rolemesh.drawing;

import java.util.List;
import java.util.stream.Stream;

/**
 * A box of a flow chart.
 *
 * @param id of letters, digits and underscores, in no other box of the chart
 * @param folder of the route file that it is from; empty where it is from none
 * @param title the name of a route, or empty
 */
record Box(String id, String folder, Shape shape, String title, List<String> lines) {
    enum Shape {
        /** What begins a route. */
        TRIGGER,
        /** What is done, one thing after the other. */
        STEPS,
        /** Which way it goes on. */
        DECISION,
        /** Where something is sent that no route here takes. */
        PLACE
    }

    Box {
        lines = List.copyOf(lines);
    }

    Box with(List<String> further) {
        return new Box(
                id,
                folder,
                shape,
                title,
                Stream.concat(lines.stream(), further.stream()).toList());
    }
}
