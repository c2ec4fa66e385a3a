/**
 * Child processes of the operating system: started in a group of their own with a clean environment and a log file,
 * taken back after a restart of this program, and ended with all that they have started. Knows no other package of ours.
 */
package org.rolemesh.process;
