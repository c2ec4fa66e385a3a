/**
 * What each slot of a host runs, and what becomes of it: which role gets which slot, restarts, adoption, what gateways are
 * told. Knows neither Camel nor Vert.x; what it decides is carried out by {@link org.rolemesh.slots.Hands}.
 */
package org.rolemesh.slots;
