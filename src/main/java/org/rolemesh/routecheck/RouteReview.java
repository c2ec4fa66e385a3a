package org.rolemesh.routecheck;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rolemesh.config.Fault;

/** Reads the files of one set of routes and finds what is wrong with them, all at once. For one thread. */
public final class RouteReview {
    private final List<RouteText> texts;
    private final Surroundings around;
    private final List<Entry> all;
    private final List<Endpoint> endpoints;
    private final List<Endpoint> ownEndpoints;
    /** What no file that can be read has may be in one that cannot. */
    private final boolean complete;

    private final List<Fault> ofFolder = new ArrayList<>();

    public RouteReview(List<RouteFile> files, Surroundings around) {
        this.texts = files.stream().map(RouteText::new).toList();
        this.around = around;
        this.all = texts.stream().flatMap(text -> text.entries().stream()).toList();
        this.endpoints = Endpoints.in(all);
        this.ownEndpoints = endpoints.stream()
                .filter(endpoint -> endpoint.entry().file().own())
                .toList();
        this.complete = texts.stream().allMatch(text -> text.yaml().tree().isPresent());
    }

    /** The faults that are found quickly. */
    public List<Fault> faults() {
        findInEndpoints();
        findInEntries();
        List<Fault> found = new ArrayList<>();
        texts.forEach(text -> found.addAll(text.yaml().faults()));
        found.addAll(ofFolder);
        return found;
    }

    /** Those, and what Camel's YAML DSL does not know, which takes as long as reading its schema does. */
    public List<Fault> allFaults() {
        for (RouteText text : texts) {
            if (text.file().own()) {
                text.yaml().tree().filter(tree -> !tree.isNull()).ifPresent(tree -> DslFaults.find(text.yaml(), tree));
            }
        }
        return faults();
    }

    private void findInEndpoints() {
        DirectFaults directs = new DirectFaults(endpoints);
        if (!ownEndpoints.isEmpty()) {
            ownEndpoints.forEach(new EndpointFaults(around.context())::find);
        }
        around.aliases().ifPresent(aliases -> ownEndpoints.forEach(new AliasFaults(aliases)::find));
        if (complete) {
            ownEndpoints.forEach(directs::find);
            findWanted(directs);
        }
    }

    /** What is missing is the owner's to add, not that of the shipped routes which send to it. */
    private void findWanted(DirectFaults directs) {
        Set<String> said = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (!endpoint.entry().file().own()) {
                directs.missing(endpoint)
                        .filter(said::add)
                        .map(name ->
                                directs.what(name) + "; " + endpoint.entry().place() + " sends to it")
                        .forEach(what -> ofFolder.add(new Fault(around.folder(), 1, 1, what)));
            }
        }
    }

    private void findInEntries() {
        IdFaults.find(all);
        BeanFaults beans = new BeanFaults(around, all);
        ClassFaults classes = new ClassFaults(around.context());
        VariableFaults variables = new VariableFaults(around, all);
        for (Entry entry : all) {
            if (entry.file().own()) {
                beans.find(entry);
                classes.find(entry);
            }
            if (complete && entry.file().topology()) {
                variables.find(entry);
            }
        }
        ownEndpoints.forEach(beans::find);
    }
}
