/** Puts the parts together and runs them: Vert.x, camel-main, listeners, drain. The only place that knows camel-main. */
package org.rolemesh.runtime;
