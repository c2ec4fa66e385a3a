/**
 * Which upstream a request goes to, and who waits: strategies as pure functions over a snapshot and the current load, and
 * the one place that hands out the places of upstreams.
 */
package org.rolemesh.selection;
