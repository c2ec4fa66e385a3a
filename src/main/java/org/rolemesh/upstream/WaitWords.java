package org.rolemesh.upstream;

import java.util.Locale;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.selection.Decision.Outcome;

/** What a request waits for, as a client that waits is told. Pure. */
final class WaitWords {
    private WaitWords() {}

    /** @param reason null: its upstream has been asked and has not answered yet */
    static String of(Outcome reason, Snapshot now, Alias alias) {
        if (reason == null) {
            return "waiting for the first token";
        }
        if (reason != Outcome.LOADING) {
            return "waiting for a free place";
        }
        return now.loadProgress(alias).stream()
                .mapToObj(progress -> String.format(Locale.ROOT, "loading the model, %.0f%%", progress * 100))
                .findFirst()
                .orElse("loading the model");
    }
}
