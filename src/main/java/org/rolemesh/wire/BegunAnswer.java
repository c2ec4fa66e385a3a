package org.rolemesh.wire;

/** An answer whose head has been read; more is told to a listener of the connection, once it is resumed. */
public record BegunAnswer(AnswerHead head, BackendConnection connection) {}
