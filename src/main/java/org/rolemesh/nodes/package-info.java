/**
 * The hosts that have registered: what each offers and whether it gets work, as immutable data and pure transitions. The
 * time comes in as an argument; nothing here is contacted, and nothing waits.
 */
package org.rolemesh.nodes;
