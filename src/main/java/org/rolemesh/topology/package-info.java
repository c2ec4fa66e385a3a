/** What an owner edits while requests run: which files there are, when they change, and what a change comes to. */
package org.rolemesh.topology;
