/** What Spring Boot finds in the jar: with it, an application becomes a gateway by one dependency and its configuration. */
package org.rolemesh.spring;
