package org.rolemesh.openai;

/** What a JSON value is. */
enum JsonKind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL
}
