package org.rolemesh.cli;

/** Marks a command that asks a running gateway, over HTTP: it starts fast, since it needs neither log nor routes. */
interface AsksGateway {}
