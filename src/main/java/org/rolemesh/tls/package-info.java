/**
 * TLS: what is in PEM files, what this program shows of itself by them and whom it trusts, also after they have changed,
 * and what is wrong where no connection comes about. Knows nothing of HTTP.
 */
package org.rolemesh.tls;
