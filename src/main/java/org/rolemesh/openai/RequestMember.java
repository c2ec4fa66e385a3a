package org.rolemesh.openai;

/**
 * Where one top-level member of a request stands in the body. Offsets are in bytes; the end is exclusive.
 *
 * @param key the key, its escapes decoded
 * @param keyStart the opening quote of the key
 * @param valueStart the first byte of the value
 * @param valueEnd the byte after the value
 * @param kind what the value is
 */
record RequestMember(String key, int keyStart, int valueStart, int valueEnd, JsonKind kind) {}
