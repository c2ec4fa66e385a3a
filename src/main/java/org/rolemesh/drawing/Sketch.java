package org.rolemesh.drawing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.model.ProcessorDefinition;
import org.rolemesh.drawing.Arrow.Kind;
import org.rolemesh.drawing.Box.Shape;

/** A flow chart that is being drawn. */
final class Sketch {
    /**
     * Where the flow has come to: the next arrow begins at this box.
     *
     * @param label of that arrow
     */
    record End(String box, Kind kind, String label) {
        static End of(String box) {
            return new End(box, Kind.ON, "");
        }
    }

    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Set<Arrow> arrows = new LinkedHashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, String> entries = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();

    /** Adds a box, and gives its id. */
    String add(Origin origin, Shape shape, String title, List<String> lines) {
        return add(origin.name(), origin.folder(), shape, title, lines);
    }

    /** What is sent to this address enters a route by this box. */
    void enter(String uri, String box) {
        entries.put(uri, box);
    }

    /** The boxes that a step sends to. */
    List<String> targets(ProcessorDefinition<?> step) {
        return Uris.of(step).stream()
                .map(uri -> entries.containsKey(uri) ? entries.get(uri) : place(uri))
                .toList();
    }

    /** The place with this address, which is drawn once. */
    private String place(String uri) {
        return places.computeIfAbsent(uri, any -> add(uri, "", Shape.PLACE, uri, List.of()));
    }

    /** Says of a place what is sent there for; a route speaks for itself. */
    void describe(String box, String about) {
        if (places.containsValue(box)
                && !about.isEmpty()
                && !boxes.get(box).lines().contains(about)) {
            write(box, about);
        }
    }

    private String add(String name, String folder, Shape shape, String title, List<String> lines) {
        String base = name.replaceAll("[^A-Za-z0-9]", "_");
        String id = base + "_" + counts.merge(base, 1, Integer::sum);
        boxes.put(id, new Box(id, folder, shape, title, lines));
        return id;
    }

    /** Does one thing more where the flow has come to, and gives the box of it. */
    String step(Origin origin, List<End> ends, String line) {
        if (ends.size() == 1 && isOpen(ends.get(0))) {
            write(ends.get(0).box(), line);
            return ends.get(0).box();
        }
        String box = add(origin, Shape.STEPS, "", List.of(line));
        lead(ends, box);
        return box;
    }

    /** Whether what comes next can be written into the box itself. */
    private boolean isOpen(End end) {
        return end.label().isEmpty()
                && end.kind() == Kind.ON
                && boxes.get(end.box()).shape() == Shape.STEPS
                && arrows.stream().noneMatch(arrow -> arrow.from().equals(end.box()) && arrow.kind() == Kind.ON);
    }

    void write(String id, String line) {
        boxes.computeIfPresent(id, (any, box) -> box.with(List.of(line)));
    }

    void lead(List<End> ends, String box) {
        ends.forEach(end -> arrow(end.box(), box, end.kind(), end.label()));
    }

    void arrow(String from, String to, Kind kind, String label) {
        arrows.add(new Arrow(from, to, kind, label));
    }

    Graph graph() {
        return new Graph(List.copyOf(boxes.values()), List.copyOf(arrows));
    }
}
