/** The command line. */
package org.rolemesh.cli;
