/** API keys: who may ask, for which roles. Keys are held as SHA-256 hashes only. */
package org.rolemesh.auth;
