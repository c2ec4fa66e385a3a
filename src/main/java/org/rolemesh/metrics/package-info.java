/** What is counted and measured, for Prometheus. */
package org.rolemesh.metrics;
