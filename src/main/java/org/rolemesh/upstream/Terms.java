package org.rolemesh.upstream;

import java.time.Duration;
import org.rolemesh.selection.Narrowing;

/**
 * What an {@code upstream:} step asks for.
 *
 * @param timeout until the answer begins, all waits included; null: as long as the alias allows
 * @param optional whether the route goes on where nothing can answer
 */
record Terms(String alias, Narrowing narrowing, Duration timeout, boolean optional) {}
