/** The steps that the node agent's routes name, and how its routes run programs. */
package org.rolemesh.agent;
