/** What is noted of each request, its id, and the one log line it leaves. */
package org.rolemesh.access;
