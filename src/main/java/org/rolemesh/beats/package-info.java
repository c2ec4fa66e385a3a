/** How a node tells gateways of itself: what is in a beat, when it is due, and what the gateways answer. */
package org.rolemesh.beats;
