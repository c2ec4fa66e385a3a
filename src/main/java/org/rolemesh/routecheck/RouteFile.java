package org.rolemesh.routecheck;

/**
 * One file of routes.
 *
 * @param name what the user knows it by
 * @param own whether the user wrote it; what was shipped is sound
 * @param topology whether it decides who answers, and so may use only variables that are documented or set by routes
 */
public record RouteFile(String name, String text, boolean own, boolean topology) {}
