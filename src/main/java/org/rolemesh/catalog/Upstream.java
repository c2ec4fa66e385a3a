package org.rolemesh.catalog;

import org.rolemesh.config.Probe;
import org.rolemesh.config.Secret;
import org.rolemesh.config.UpstreamUrl;

/**
 * One backend that may answer for an alias.
 *
 * @param id unique in a snapshot; shown to clients and in logs, so never a URL
 * @param model the model name it is sent
 * @param apiKey shown to it as a bearer token; null: none
 * @param wants what its probe must see before it counts as usable
 */
public record Upstream(String id, UpstreamUrl url, String model, Secret apiKey, Probe wants) {}
