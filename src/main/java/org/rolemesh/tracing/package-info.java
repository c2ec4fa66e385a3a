/** Spans of requests, exported by the OpenTelemetry protocol. Nothing else knows OpenTelemetry, and without an address for it nothing of it is loaded. */
package org.rolemesh.tracing;
