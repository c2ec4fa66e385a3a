package org.rolemesh.process;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A process that leads no group, and its descendants as far as they have been seen: a look at it adds those that are new,
 * and those whose parent has gone since are kept.
 */
final class Descendants implements Family {
    private final ProcessMark root;
    private final Set<ProcessMark> seen = new LinkedHashSet<>();

    Descendants(ProcessMark root) {
        this.root = root;
        seen.add(root);
    }

    @Override
    public boolean isGone() {
        look();
        return seen.stream().noneMatch(ProcessMark::isAlive);
    }

    @Override
    public void send(Signal signal) {
        look();
        seen.forEach(each -> EachAlone.send(signal, each));
    }

    private void look() {
        Stream.of(root)
                .filter(ProcessMark::isAlive)
                .flatMap(mark -> ProcessHandle.of(mark.pid()).stream())
                .flatMap(ProcessHandle::descendants)
                .flatMap(handle -> ProcessMark.of(handle.pid()).stream())
                .forEach(seen::add);
    }
}
