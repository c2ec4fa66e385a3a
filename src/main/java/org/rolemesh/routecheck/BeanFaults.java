package org.rolemesh.routecheck;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rolemesh.config.Suggestion;
import org.rolemesh.routecheck.Endpoint.Option;

/** Finds names of beans that nothing is bound to. */
final class BeanFaults {
    private static final Set<String> HAVE_REF =
            Set.of("process", "bean", "customLoadBalancer", "policy", "throwException", "refErrorHandler", "method");
    private static final Set<String> NAME_BEANS = Set.of(
            "aggregateController",
            "aggregationRepository",
            "aggregationStrategy",
            "comparator",
            "errorHandlerRef",
            "executorService",
            "executorServiceRef",
            "exchangeFormatterRef",
            "idempotentRepository",
            "onExceptionOccurredRef",
            "onPrepare",
            "onPrepareFailureRef",
            "onRedeliveryRef",
            "predicateExceptionFactory",
            "redeliveryPolicyRef",
            "retryWhileRef",
            "routePolicyRef",
            "timeoutCheckerExecutorService",
            "timeoutExecutorService");
    private static final Pattern IN_SIMPLE = Pattern.compile("\\$\\{bean:([A-Za-z_][A-Za-z0-9_-]*)(?=[}?.])");
    private static final String BY_NAME = "#bean:";

    private final Surroundings around;
    private final Set<String> known;

    BeanFaults(Surroundings around, List<Entry> all) {
        this.around = around;
        this.known = new TreeSet<>(around.beans());
        all.stream()
                .filter(entry -> entry.is("beans", "name") || entry.is("templateBeans", "name"))
                .flatMap(entry -> entry.text().stream())
                .forEach(known::add);
    }

    void find(Entry entry) {
        String kind = entry.parent().equals("process") ? "step" : "bean";
        names(entry).filter(name -> !isKnown(name)).forEach(name -> entry.fault(what(kind, name)));
    }

    /** Options can be beans, and a bean may also be called as if it were an endpoint. */
    void find(Endpoint endpoint) {
        for (Option option : endpoint.options().values()) {
            if (option.value().startsWith("#")) {
                name(option.value())
                        .filter(name -> !isKnown(name))
                        .forEach(name -> endpoint.entry().yaml().fault(option.at(), what("bean", name)));
            }
        }
        if (endpoint.is("bean")) {
            name(endpoint.path("beanName"))
                    .filter(name -> !isKnown(name))
                    .forEach(name -> endpoint.fault(what("bean", name)));
        }
    }

    private String what(String kind, String name) {
        String question = Suggestion.question(name, known);
        String remedy = question.isEmpty() ? "; docs/ARCHITECTURE.md lists those there are" : question;
        return "there is no " + kind + " called " + name + remedy;
    }

    private boolean isKnown(String name) {
        return known.contains(name) || around.context().getRegistry().lookupByName(name) != null;
    }

    private static Stream<String> names(Entry entry) {
        Optional<String> text = entry.text();
        if (text.isEmpty() || entry.isOption()) {
            return Stream.of();
        }
        boolean byRef = entry.name().equals("ref") && HAVE_REF.contains(entry.parent());
        if (byRef || NAME_BEANS.contains(entry.name()) || entry.is("circuitBreaker", "configuration")) {
            return Stream.of(text.get().split(",")).map(String::strip).flatMap(BeanFaults::name);
        }
        Matcher simple = IN_SIMPLE.matcher(text.get());
        return simple.results().map((MatchResult found) -> found.group(1));
    }

    /** Other forms than these make a bean of a class, or look for one of a type. */
    private static Stream<String> name(String reference) {
        if (Endpoint.isOpen(reference)) {
            return Stream.of();
        }
        String name = reference.startsWith(BY_NAME)
                ? reference.substring(BY_NAME.length())
                : reference.startsWith("#") ? reference.substring(1) : reference;
        return name.isEmpty() || name.contains(":") ? Stream.of() : Stream.of(name);
    }
}
