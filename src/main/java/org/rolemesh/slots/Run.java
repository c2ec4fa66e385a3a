package org.rolemesh.slots;

import java.util.OptionalDouble;
import org.rolemesh.process.ProcessMark;

/**
 * The process of a slot, from the decision to start it.
 *
 * @param id that of its launch
 * @param launch null until it is ready to be carried out
 * @param process null until it has started
 * @param adopted whether an agent before this one started it
 * @param progress of loading, 0 to 1
 */
public record Run(
        String id, Launch launch, ProcessMark process, boolean adopted, OptionalDouble progress, ServerFacts facts) {
    static Run decided(String id) {
        return new Run(id, null, null, false, OptionalDouble.empty(), ServerFacts.NONE);
    }

    static Run adopted(Launch launch, ProcessMark process) {
        return new Run(launch.id(), launch, process, true, OptionalDouble.empty(), ServerFacts.NONE);
    }

    Run started(Launch prepared, ProcessMark mark) {
        return new Run(id, prepared, mark, adopted, progress, facts);
    }

    Run at(double share) {
        return new Run(id, launch, process, adopted, OptionalDouble.of(share), facts);
    }

    Run loaded(ServerFacts told) {
        return new Run(id, launch, process, adopted, OptionalDouble.empty(), told);
    }
}
