/**
 * The {@code upstream:} component: sends a request to a live backend of an alias and pipes the answer to the client as it
 * comes. Before the first byte it fails with an {@link org.rolemesh.upstream.UpstreamFailure}; after it, an error event
 * ends the stream.
 */
package org.rolemesh.upstream;
