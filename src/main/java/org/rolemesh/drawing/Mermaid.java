package org.rolemesh.drawing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Flow charts as text for Mermaid, which GitHub shows as drawings. */
public final class Mermaid {
    private static final String PLAIN = " .,:;/()'_-=+?!|@[]{}*";
    private static final int FEW = 6;
    private static final String WIDTH = "%%{init: {\"flowchart\": {\"wrappingWidth\": 400}}}%%\n";
    private static final String LEFT = "  classDef steps text-align:left\n";

    private Mermaid() {}

    public static String text(Graph graph) {
        String direction = direction(graph);
        StringBuilder text =
                new StringBuilder(WIDTH).append("flowchart ").append(direction).append('\n');
        byFolder(graph.boxes()).forEach((folder, boxes) -> {
            if (folder.isEmpty()) {
                boxes.forEach(box -> text.append("  ").append(box(box)).append('\n'));
            } else {
                text.append("  subgraph ")
                        .append(identifier(folder))
                        .append("[\"")
                        .append(escaped(folder))
                        .append("\"]\n")
                        .append("    direction ")
                        .append(direction)
                        .append('\n');
                boxes.forEach(box -> text.append("    ").append(box(box)).append('\n'));
                text.append("  end\n");
            }
        });
        graph.arrows().forEach(arrow -> text.append("  ").append(arrow(arrow)).append('\n'));
        return text.append(LEFT).toString();
    }

    /** Many flows beside one another are read line by line, a few from top to bottom. */
    private static String direction(Graph graph) {
        return graph.boxes().stream()
                                .filter(box -> box.shape() == Box.Shape.TRIGGER)
                                .count()
                        > FEW
                ? "LR"
                : "TB";
    }

    private static Map<String, List<Box>> byFolder(List<Box> boxes) {
        return boxes.stream().collect(Collectors.groupingBy(Box::folder, LinkedHashMap::new, Collectors.toList()));
    }

    private static String box(Box box) {
        String label = '"' + label(box) + '"';
        String id = identifier(box.id());
        return switch (box.shape()) {
            case TRIGGER -> id + "([" + label + "])";
            case STEPS -> id + "[" + label + "]:::steps";
            case DECISION -> id + "{{" + label + "}}";
            case PLACE -> id + "[(" + label + ")]";
        };
    }

    private static String label(Box box) {
        String title = box.title().isEmpty() ? "" : "<b>" + escaped(box.title()) + "</b>";
        return Stream.concat(Stream.of(title), box.lines().stream().map(Mermaid::escaped))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("<br/>"));
    }

    private static String arrow(Arrow arrow) {
        String label = arrow.label().isEmpty() ? "" : "|\"" + escaped(arrow.label()) + "\"|";
        String line =
                switch (arrow.kind()) {
                    case ON -> "-->";
                    case CALL -> "<-->";
                    case ASIDE, FAILURE -> "-.->";
                };
        return identifier(arrow.from()) + " " + line + label + " " + identifier(arrow.to());
    }

    /** Never a word of Mermaid's own, such as {@code end}. */
    private static String identifier(String name) {
        return "r_" + name.replaceAll("[^A-Za-z0-9]", "_");
    }

    /** So that no text of a route file is taken for Mermaid or HTML, and every terminal can show it. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.stripTrailing().replaceAll("\\s+", " ").codePoints().forEach(each -> {
            if (each < 128 && (Character.isLetterOrDigit(each) || PLAIN.indexOf(each) >= 0)) {
                escaped.appendCodePoint(each);
            } else {
                escaped.append('#').append(each).append(';');
            }
        });
        // In a line with one of these words, Mermaid would take a semicolon away.
        return escaped.toString().replace("style", "st#121;le").replace("classDef", "cl#97;ssDef");
    }
}
