package org.rolemesh.bench;

import java.util.Locale;

/** What servers are compared by. */
enum Measure {
    ANSWERS_PER_S("answers/s"),
    EVENTS_PER_S("events/s"),
    FIRST_EVENT_P50_MS("first event p50 ms"),
    FIRST_EVENT_P99_MS("first event p99 ms"),
    GAP_P50_MS("gap p50 ms"),
    GAP_P99_MS("gap p99 ms"),
    GAP_MAX_MS("gap max ms"),
    ANSWER_P50_MS("whole answer p50 ms"),
    ANSWER_P99_MS("whole answer p99 ms"),
    ANSWER_MAX_MS("whole answer max ms");

    private final String title;

    Measure(String title) {
        this.title = title;
    }

    double of(Figures figures) {
        return switch (this) {
            case ANSWERS_PER_S -> figures.answersPerSecond();
            case EVENTS_PER_S -> figures.eventsPerSecond();
            case FIRST_EVENT_P50_MS -> figures.first().p50();
            case FIRST_EVENT_P99_MS -> figures.first().p99();
            case GAP_P50_MS -> figures.gap().p50();
            case GAP_P99_MS -> figures.gap().p99();
            case GAP_MAX_MS -> figures.gap().max();
            case ANSWER_P50_MS -> figures.whole().p50();
            case ANSWER_P99_MS -> figures.whole().p99();
            case ANSWER_MAX_MS -> figures.whole().max();
        };
    }

    /** Whether there is anything of it. */
    boolean isIn(Figures figures) {
        return switch (this) {
            case ANSWERS_PER_S -> true;
            case EVENTS_PER_S -> figures.events() > 0;
            case FIRST_EVENT_P50_MS, FIRST_EVENT_P99_MS -> figures.first().count() > 0;
            case GAP_P50_MS, GAP_P99_MS, GAP_MAX_MS -> figures.gap().count() > 0;
            case ANSWER_P50_MS, ANSWER_P99_MS, ANSWER_MAX_MS -> figures.whole().count() > 0;
        };
    }

    /** In words, with its unit. */
    String title() {
        return title;
    }

    /** Its key in JSON. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a table shows it. */
    String text(double amount) {
        return String.format(Locale.ROOT, title.endsWith("/s") ? "%,.1f" : "%,.2f", amount);
    }
}
