package org.rolemesh.routecheck;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rolemesh.config.Suggestion;

/** Finds variables that a topology uses and nothing sets. */
final class VariableFaults {
    private static final Pattern IN_SIMPLE = Pattern.compile(
            "\\$\\{(?:variables?(?:\\.|\\[['\"]?|:)|variableAs\\(['\"]?)([A-Za-z_][A-Za-z0-9_-]*)(?![A-Za-z0-9_:-])");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    /** Texts that Camel does not look into. */
    private static final Set<String> PLAIN = Set.of("id", "description", "note", "constant");

    private final Set<String> known;

    VariableFaults(Surroundings around, List<Entry> all) {
        this.known = new TreeSet<>(around.variables());
        all.stream()
                .filter(VariableFaults::sets)
                .flatMap(entry -> entry.text().stream())
                .forEach(known::add);
    }

    private static boolean sets(Entry entry) {
        return entry.name().equals("variableReceive")
                || entry.is("setVariable", "name")
                || entry.is("variables", "name")
                || entry.is("convertVariableTo", "toName");
    }

    void find(Entry entry) {
        used(entry).filter(name -> !known.contains(name)).forEach(name -> {
            entry.fault("nothing sets the variable '" + name + "'" + remedy(name));
        });
    }

    private String remedy(String name) {
        String question = Suggestion.question(name, known);
        if (!question.isEmpty()) {
            return question;
        }
        return name.startsWith("header_")
                ? "; name the header in topology.request_headers of the gateway's config"
                : "; set it with setVariable, or use one of " + String.join(", ", known);
    }

    private static Stream<String> used(Entry entry) {
        if (entry.text().isEmpty() || PLAIN.contains(entry.name()) || entry.is("constant", "expression")) {
            return Stream.of();
        }
        String text = entry.text().get();
        boolean byName = entry.is("variable", "expression")
                || entry.name().equals("variable")
                || entry.name().equals("variableSend")
                || entry.is("convertVariableTo", "name");
        if (byName && !entry.isOption()) {
            return Stream.of(text).filter(NAME.asMatchPredicate());
        }
        return IN_SIMPLE.matcher(text).results().map((MatchResult found) -> found.group(1));
    }
}
