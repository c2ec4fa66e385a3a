/**
 * The files a user writes: read, checked against their published schema, and turned into immutable records. A file is
 * refused with every fault it has, each with its line and how to mend it.
 */
package org.rolemesh.config;
