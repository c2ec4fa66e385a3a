/**
 * Fixtures for the tests of every package: a fake backend that can fail in each way a real one does, a raw HTTP client,
 * a load of concurrent streams, and a real llama-server where one is installed.
 */
package org.rolemesh.testing;
