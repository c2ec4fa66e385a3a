/**
 * What can answer now: aliases, their upstreams and how those fare, as one immutable snapshot, and the pure functions
 * that every view of it uses.
 */
package org.rolemesh.catalog;
