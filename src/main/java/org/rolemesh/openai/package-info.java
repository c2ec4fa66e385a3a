/** The OpenAI wire format: what a request says and how it is edited, events of a stream, the error object. */
package org.rolemesh.openai;
