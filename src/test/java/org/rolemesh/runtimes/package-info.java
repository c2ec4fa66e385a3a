/** The same promises on every runtime that the routes are made for. */
package org.rolemesh.runtimes;
