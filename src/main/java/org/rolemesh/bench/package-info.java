/**
 * A load generator for OpenAI-compatible servers, and a backend that is fast enough to stand behind what it measures.
 *
 * <p>Both speak HTTP/1.1 over plain Vert.x sockets, with bytes made ahead. On one machine they share the cores with what
 * is measured, and every microsecond of theirs brings a fast server and a slow one closer together.
 */
package org.rolemesh.bench;
