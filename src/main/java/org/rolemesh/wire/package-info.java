/**
 * Heads and chunks as they come, connections to backends, and how messages go over connections: when they leave, and in how many
 * pieces they come and go.
 */
package org.rolemesh.wire;
