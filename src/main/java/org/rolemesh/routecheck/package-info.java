/**
 * What can be said of route files by reading them: every fault of every file, with its line and how to mend it. That they
 * can be built is for whoever builds them to find out.
 */
package org.rolemesh.routecheck;
