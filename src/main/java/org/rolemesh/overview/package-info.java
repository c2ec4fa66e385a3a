/** Roles, nodes and what is loaded on them as tables for a terminal. Everything that came over the network is text. */
package org.rolemesh.overview;
