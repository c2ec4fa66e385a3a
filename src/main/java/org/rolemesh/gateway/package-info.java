/** The steps that the gateway's routes name: each a verb that a route uses, none of which calls another. */
package org.rolemesh.gateway;
