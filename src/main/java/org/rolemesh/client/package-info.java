/** A gateway as programs outside of it use it, by its HTTP API alone. Needs the JDK and Jackson, so that it starts fast. */
package org.rolemesh.client;
