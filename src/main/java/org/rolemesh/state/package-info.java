/**
 * What a process keeps over a restart: JSON files in a folder that one process has to itself. Knows nothing of what is
 * in them.
 */
package org.rolemesh.state;
