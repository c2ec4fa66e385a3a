package org.rolemesh.drawing;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Boxes, and arrows between them. */
public record Graph(List<Box> boxes, List<Arrow> arrows) {
    private static final String UPSTREAM = "upstream:";
    private static final int MANY = 4;

    public Graph {
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
    }

    /** That part of it; a graph without upstreams has no parts. */
    public Graph only(Part part) {
        Set<String> requests = requests();
        return switch (part) {
            case ALL -> uncrowded();
            case REQUESTS -> (requests.isEmpty() ? this : with(requests)).uncrowded();
            case CONTROL ->
                with(onFrom(idsOf(box -> !requests.contains(box.id())))).uncrowded();
        };
    }

    /** What many boxes share for their failures is named in each of them: so many arrows would hide the others. */
    private Graph uncrowded() {
        Set<String> shared = arrows.stream()
                .filter(Arrow::isFailure)
                .collect(Collectors.groupingBy(Arrow::to, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(target -> target.getValue() > MANY)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Map<String, String> titles = boxes.stream().collect(Collectors.toMap(Box::id, Box::title));
        List<Box> named = boxes.stream()
                .map(box -> box.with(arrows.stream()
                        .filter(arrow ->
                                arrow.from().equals(box.id()) && arrow.isFailure() && shared.contains(arrow.to()))
                        .map(arrow -> arrow.label() + ": " + titles.get(arrow.to()))
                        .toList()))
                .toList();
        return new Graph(
                named,
                arrows.stream()
                        .filter(arrow -> !(arrow.isFailure() && shared.contains(arrow.to())))
                        .toList());
    }

    /** What leads to an upstream, and what that leads to besides. */
    Set<String> requests() {
        return onFrom(closure(idsOf(box -> box.title().startsWith(UPSTREAM)), Arrow::to, Arrow::from));
    }

    private Set<String> onFrom(Set<String> ids) {
        return closure(ids, Arrow::from, Arrow::to);
    }

    private Set<String> closure(Set<String> ids, Function<Arrow, String> near, Function<Arrow, String> far) {
        Set<String> all = new HashSet<>(ids);
        while (all.addAll(arrows.stream()
                .filter(arrow -> all.contains(near.apply(arrow)))
                .map(far)
                .toList())) {}
        return all;
    }

    private Set<String> idsOf(Predicate<Box> which) {
        return boxes.stream().filter(which).map(Box::id).collect(Collectors.toSet());
    }

    private Graph with(Set<String> ids) {
        return new Graph(
                boxes.stream().filter(box -> ids.contains(box.id())).toList(),
                arrows.stream()
                        .filter(arrow -> ids.contains(arrow.from()) && ids.contains(arrow.to()))
                        .toList());
    }
}
