/**
 * The HTTP server under {@code platform-http}: listeners, connections of clients, the checks at the door, and an engine that
 * runs routes on the event loop of their connection.
 */
package org.rolemesh.http;
