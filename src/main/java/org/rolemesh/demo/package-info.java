/** The backends behind {@code ./rolemesh demo}: they speak the OpenAI protocol, and say what no model said. */
package org.rolemesh.demo;
