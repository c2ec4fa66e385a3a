/** Mixed traffic under faults for minutes, and what must be true all the while; run by {@code src/bench/soak}. */
package org.rolemesh.soak;
