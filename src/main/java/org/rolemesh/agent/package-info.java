/** The steps that the routes of the node agent name, and what they share. */
package org.rolemesh.agent;
