/** The page at {@code /ui/}, and what whoever looks at it is told while it changes. Nothing is done while nobody looks. */
package org.rolemesh.dashboard;
