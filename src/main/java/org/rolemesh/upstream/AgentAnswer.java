package org.rolemesh.upstream;

import com.fasterxml.jackson.databind.JsonNode;

/** What the agent of a node has answered to a request that it took. */
public record AgentAnswer(int status, JsonNode json) {}
