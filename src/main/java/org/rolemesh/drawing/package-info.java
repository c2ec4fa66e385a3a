/** Drawings of what the routes do, made from Camel's model of them. */
package org.rolemesh.drawing;
