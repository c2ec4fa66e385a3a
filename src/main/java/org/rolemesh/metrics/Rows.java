package org.rolemesh.metrics;

/** Takes the rows of one metric as they are at one moment. */
@FunctionalInterface
public interface Rows {
    /**
     * Adds one.
     *
     * @param labels the values, in the order of the labels' names
     */
    void add(double value, String... labels);
}
