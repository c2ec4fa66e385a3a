package org.rolemesh.agent;

import org.rolemesh.process.ChildProcess;
import org.rolemesh.slots.Launch;

/** A launch that was carried out. */
record Launched(Launch launch, ChildProcess process) {}
