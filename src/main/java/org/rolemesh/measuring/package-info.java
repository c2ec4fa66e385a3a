/** Tells the metrics what happens to requests, and shows them the catalog, the queues and the nodes as they are. */
package org.rolemesh.measuring;
